package ai.faithful.training.robust;

import ai.djl.ndarray.NDArray;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Losses;
import ai.faithful.training.loop.Objective;
import java.util.Map;
import java.util.Optional;

/** CE(f(x), y). */
record StandardObjective(FlatNetwork network) implements Objective {
  @Override
  public Loss prepare(Batch batch, Map<String, NDArray> weights) {
    return live -> {
      NDArray logits = network.with(live).logits(batch.images());
      return new Terms(Losses.crossEntropy(logits, batch.oneHot()), logits, Optional.empty());
    };
  }
}
