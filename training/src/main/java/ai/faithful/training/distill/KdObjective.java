package ai.faithful.training.distill;

import ai.djl.ndarray.NDArray;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Losses;
import ai.faithful.training.loop.Objective;
import java.util.Map;
import java.util.Optional;

/** Plain knowledge distillation: a t^2 KL(T_t(x) || S_t(x)) + (1 - a) CE(S(x), y) (THEORY 8). */
record KdObjective(FlatNetwork teacher, FlatNetwork student, DistillRecipe recipe)
    implements Objective {
  @Override
  public Loss prepare(Batch batch, Map<String, NDArray> weights) {
    NDArray told = teacher.logits(batch.images());
    double t = recipe.temperature();
    return live -> {
      NDArray logits = student.with(live).logits(batch.images());
      NDArray soft = Losses.divergence(told, logits, t);
      NDArray hard = Losses.crossEntropy(logits, batch.oneHot());
      NDArray loss =
          Losses.weighted(soft, recipe.share() * t * t)
              .add(Losses.weighted(hard, 1 - recipe.share()));
      return new Terms(loss, logits, Optional.empty());
    };
  }
}
