package ai.faithful.training.distill;

import ai.djl.ndarray.NDArray;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Losses;
import ai.faithful.training.loop.Objective;
import ai.faithful.training.loop.Ramp;
import ai.faithful.training.robust.Attacks;
import java.util.Map;
import java.util.Optional;

/** RSLAD: 5/6 KL(T(x) || S(x')) + 1/6 KL(T(x) || S(x)), x' max KL(T(x) || S(x')) (THEORY 8). */
record RsladObjective(FlatNetwork teacher, FlatNetwork student, DistillRecipe recipe, Ramp ramp)
    implements Objective {
  @Override
  public Loss prepare(Batch batch, Map<String, NDArray> weights) {
    double epsilon = recipe.epsilon() * ramp.at(batch.done());
    NDArray told = teacher.logits(batch.images());
    NDArray attacked =
        Attacks.divergence(student.with(weights), told, batch, epsilon, recipe.attackSteps());
    return live -> {
      FlatNetwork trained = student.with(live);
      NDArray clean = trained.logits(batch.images());
      NDArray loss =
          Losses.weighted(Losses.divergence(told, trained.logits(attacked), 1), 5.0 / 6)
              .add(Losses.weighted(Losses.divergence(told, clean, 1), 1.0 / 6));
      return new Terms(loss, clean, Optional.empty());
    };
  }
}
