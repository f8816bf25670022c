package ai.faithful.training.robust;

import ai.djl.ndarray.NDArray;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Losses;
import ai.faithful.training.loop.Objective;
import ai.faithful.training.loop.Ramp;
import java.util.Map;
import java.util.Optional;

/** CE(f(x'), y), x' max CE(f(x'), y). */
record PgdObjective(FlatNetwork network, TeacherRecipe recipe, Ramp ramp) implements Objective {
  @Override
  public Loss prepare(Batch batch, Map<String, NDArray> weights) {
    FlatNetwork current = network.with(weights);
    double epsilon = recipe.epsilon() * ramp.at(batch.done());
    NDArray images = Attacks.crossEntropy(current, batch, epsilon, recipe.attackSteps());
    NDArray clean = current.logits(batch.images());
    return live -> {
      NDArray logits = network.with(live).logits(images);
      return new Terms(Losses.crossEntropy(logits, batch.oneHot()), clean, Optional.empty());
    };
  }
}
