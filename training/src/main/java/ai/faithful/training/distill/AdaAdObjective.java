package ai.faithful.training.distill;

import ai.djl.ndarray.NDArray;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Losses;
import ai.faithful.training.loop.Objective;
import ai.faithful.training.loop.Ramp;
import ai.faithful.training.robust.Attacks;
import java.util.Map;
import java.util.Optional;

/**
 * AdaAD: a KL(T(x') || S(x')) + (1 - a) KL(T(x) || S(x)), x' max KL(T(x') || S(x')), the attack's
 * gradient taken through both networks (THEORY 8).
 */
record AdaAdObjective(FlatNetwork teacher, FlatNetwork student, DistillRecipe recipe, Ramp ramp)
    implements Objective {
  @Override
  public Loss prepare(Batch batch, Map<String, NDArray> weights) {
    double epsilon = recipe.epsilon() * ramp.at(batch.done());
    NDArray told = teacher.logits(batch.images());
    NDArray attacked =
        Attacks.jointDivergence(
            teacher, student.with(weights), batch, epsilon, recipe.attackSteps());
    NDArray toldThere = teacher.logits(attacked);
    return live -> {
      FlatNetwork trained = student.with(live);
      NDArray clean = trained.logits(batch.images());
      NDArray there = Losses.divergence(toldThere, trained.logits(attacked), 1);
      NDArray here = Losses.divergence(told, clean, 1);
      NDArray loss =
          Losses.weighted(there, recipe.share()).add(Losses.weighted(here, 1 - recipe.share()));
      return new Terms(loss, clean, Optional.empty());
    };
  }
}
