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
 * AKD2: (1 - a1 - a2) CE(S(x'), y) + a1 t^2 KL(Tadv(x') || S(x')) + a2 t^2 KL(Tstd(x') || S(x')),
 * x' max CE(S(x'), y), a1 = 0.5, a2 = 0.25 (THEORY 8).
 *
 * @param teacher Tadv, the robust one
 * @param standard Tstd
 */
record Akd2Objective(
    FlatNetwork teacher, FlatNetwork standard, FlatNetwork student, DistillRecipe recipe, Ramp ramp)
    implements Objective {
  static final double ROBUST_SHARE = 0.5;
  static final double STANDARD_SHARE = 0.25;

  @Override
  public Loss prepare(Batch batch, Map<String, NDArray> weights) {
    double epsilon = recipe.epsilon() * ramp.at(batch.done());
    FlatNetwork current = student.with(weights);
    NDArray attacked = Attacks.crossEntropy(current, batch, epsilon, recipe.attackSteps());
    NDArray clean = current.logits(batch.images());
    NDArray robust = teacher.logits(attacked);
    NDArray plain = standard.logits(attacked);
    double t = recipe.temperature();
    return live -> {
      NDArray logits = student.with(live).logits(attacked);
      NDArray hard = Losses.crossEntropy(logits, batch.oneHot());
      NDArray loss =
          Losses.weighted(hard, 1 - ROBUST_SHARE - STANDARD_SHARE)
              .add(Losses.weighted(Losses.divergence(robust, logits, t), ROBUST_SHARE * t * t))
              .add(Losses.weighted(Losses.divergence(plain, logits, t), STANDARD_SHARE * t * t));
      return new Terms(loss, clean, Optional.empty());
    };
  }
}
