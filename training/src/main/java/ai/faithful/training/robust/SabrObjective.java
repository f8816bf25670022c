package ai.faithful.training.robust;

import ai.djl.ndarray.NDArray;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Objective;
import ai.faithful.training.loop.Ramp;
import java.util.Map;
import java.util.Optional;

/**
 * CE(worst margins over a box of radius r eps around x'), x' max CE within (1 - r) eps of x, so
 * that the small box lies in the large one.
 */
record SabrObjective(FlatNetwork network, WorstMargins worst, TeacherRecipe recipe, Ramp ramp)
    implements Objective {
  @Override
  public Loss prepare(Batch batch, Map<String, NDArray> weights) {
    double epsilon = recipe.epsilon() * ramp.at(batch.done());
    double small = recipe.boxShare() * epsilon;
    FlatNetwork current = network.with(weights);
    NDArray centre = Attacks.crossEntropy(current, batch, epsilon - small, recipe.attackSteps());
    NDArray clean = current.logits(batch.images());
    NDArray lower = batch.valid().lower(centre, small);
    NDArray upper = batch.valid().upper(centre, small);
    return live -> {
      NDArray loss = worst.loss(lower, upper, 0, batch.oneHot(), batch.labels(), live);
      return new Terms(loss, clean, Optional.empty());
    };
  }
}
