package ai.faithful.training.robust;

import ai.djl.ndarray.NDArray;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Losses;
import ai.faithful.training.loop.Objective;
import ai.faithful.training.loop.Ramp;
import java.util.Map;
import java.util.Optional;

/** CE(f(x), y) + beta KL(f(x) || f(x')), x' max KL(f(x) || f(x')). */
record TradesObjective(FlatNetwork network, TeacherRecipe recipe, Ramp ramp) implements Objective {
  @Override
  public Loss prepare(Batch batch, Map<String, NDArray> weights) {
    FlatNetwork current = network.with(weights);
    double epsilon = recipe.epsilon() * ramp.at(batch.done());
    NDArray clean = current.logits(batch.images());
    NDArray images = Attacks.divergence(current, clean, batch, epsilon, recipe.attackSteps());
    return live -> {
      FlatNetwork trained = network.with(live);
      NDArray logits = trained.logits(batch.images());
      NDArray drift = Losses.divergence(logits, trained.logits(images), 1);
      NDArray loss =
          Losses.crossEntropy(logits, batch.oneHot()).add(Losses.weighted(drift, recipe.beta()));
      return new Terms(loss, logits, Optional.of(drift));
    };
  }
}
