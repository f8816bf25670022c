package ai.faithful.training.robust;

import ai.djl.ndarray.NDArray;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Losses;
import ai.faithful.training.loop.Objective;
import ai.faithful.training.loop.Ramp;
import java.util.Map;
import java.util.Optional;

/** (1 - s) CE(f(x'), y) + s CE(worst margins over the box), x' max CE; s and eps grow. */
record MtlIbpObjective(FlatNetwork network, WorstMargins worst, TeacherRecipe recipe, Ramp ramp)
    implements Objective {
  @Override
  public Loss prepare(Batch batch, Map<String, NDArray> weights) {
    double grown = ramp.at(batch.done());
    double epsilon = recipe.epsilon() * grown;
    double share = recipe.intervalShare() * grown;
    FlatNetwork current = network.with(weights);
    NDArray images = Attacks.crossEntropy(current, batch, epsilon, recipe.attackSteps());
    NDArray clean = current.logits(batch.images());
    NDArray lower = batch.valid().lower(batch.images(), epsilon);
    NDArray upper = batch.valid().upper(batch.images(), epsilon);
    return live -> {
      NDArray attacked = Losses.crossEntropy(network.with(live).logits(images), batch.oneHot());
      NDArray certified = worst.loss(lower, upper, 0, batch.oneHot(), batch.labels(), live);
      NDArray loss = Losses.weighted(attacked, 1 - share).add(Losses.weighted(certified, share));
      return new Terms(loss, clean, Optional.of(certified));
    };
  }
}
