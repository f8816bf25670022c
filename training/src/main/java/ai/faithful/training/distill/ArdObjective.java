package ai.faithful.training.distill;

import ai.djl.ndarray.NDArray;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Losses;
import ai.faithful.training.loop.Objective;
import ai.faithful.training.loop.Ramp;
import ai.faithful.training.robust.Attacks;
import java.util.Map;
import java.util.Optional;

/** ARD: a t^2 KL(T_t(x) || S_t(x')) + (1 - a) CE(S(x), y), x' max CE(S(x'), y) (THEORY 8). */
record ArdObjective(FlatNetwork teacher, FlatNetwork student, DistillRecipe recipe, Ramp ramp)
    implements Objective {
  @Override
  public Loss prepare(Batch batch, Map<String, NDArray> weights) {
    double epsilon = recipe.epsilon() * ramp.at(batch.done());
    NDArray told = teacher.logits(batch.images());
    NDArray attacked =
        Attacks.crossEntropy(student.with(weights), batch, epsilon, recipe.attackSteps());
    double t = recipe.temperature();
    return live -> {
      FlatNetwork trained = student.with(live);
      NDArray clean = trained.logits(batch.images());
      NDArray soft = Losses.divergence(told, trained.logits(attacked), t);
      NDArray hard = Losses.crossEntropy(clean, batch.oneHot());
      NDArray loss =
          Losses.weighted(soft, recipe.share() * t * t)
              .add(Losses.weighted(hard, 1 - recipe.share()));
      return new Terms(loss, clean, Optional.empty());
    };
  }
}
