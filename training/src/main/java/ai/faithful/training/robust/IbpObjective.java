package ai.faithful.training.robust;

import ai.djl.ndarray.NDArray;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Losses;
import ai.faithful.training.loop.Objective;
import ai.faithful.training.loop.Ramp;
import java.util.Map;
import java.util.Optional;

/**
 * (1 - s) CE(f(x), y) + s CE(worst margins over the box), s and eps growing along the ramp. Method
 * crown-ibp takes the margins from backward rows at first and from intervals in the end, with a
 * share of 1 - ramp, as Zhang et al. do.
 */
record IbpObjective(FlatNetwork network, WorstMargins worst, TeacherRecipe recipe, Ramp ramp)
    implements Objective {
  @Override
  public Loss prepare(Batch batch, Map<String, NDArray> weights) {
    double grown = ramp.at(batch.done());
    double epsilon = recipe.epsilon() * grown;
    double share = recipe.intervalShare() * grown;
    double backward = recipe.method() == TeacherMethod.CROWN_IBP ? 1 - grown : 0;
    NDArray lower = batch.valid().lower(batch.images(), epsilon);
    NDArray upper = batch.valid().upper(batch.images(), epsilon);
    return live -> {
      NDArray logits = network.with(live).logits(batch.images());
      NDArray certified = worst.loss(lower, upper, backward, batch.oneHot(), batch.labels(), live);
      NDArray loss =
          Losses.weighted(Losses.crossEntropy(logits, batch.oneHot()), 1 - share)
              .add(Losses.weighted(certified, share));
      return new Terms(loss, logits, Optional.of(certified));
    };
  }
}
