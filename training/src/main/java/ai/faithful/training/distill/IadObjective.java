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
 * IAD: t^2 KL(T_t(x) || S_t(x')), and once {@link #TRUSTING} of the run is over, for each image, +
 * (1 - w) KL(S(x) || S(x')) with w = pT(x')_y^0.1, x' max CE(S(x'), y) (THEORY 8): the less the
 * teacher knows about the attacked image, the more the student trusts its own view of the clean
 * one, which is held constant in the gradient.
 */
record IadObjective(FlatNetwork teacher, FlatNetwork student, DistillRecipe recipe, Ramp ramp)
    implements Objective {
  static final double TRUSTING = 0.3;
  private static final double POWER = 0.1;

  @Override
  public Loss prepare(Batch batch, Map<String, NDArray> weights) {
    double epsilon = recipe.epsilon() * ramp.at(batch.done());
    FlatNetwork current = student.with(weights);
    NDArray told = teacher.logits(batch.images());
    NDArray attacked = Attacks.crossEntropy(current, batch, epsilon, recipe.attackSteps());
    NDArray clean = current.logits(batch.images());
    NDArray known = teacher.logits(attacked).softmax(-1).mul(batch.oneHot()).sum(new int[] {-1});
    NDArray distrust = known.pow(POWER).neg().add(1);
    double t = recipe.temperature();
    boolean introspects = batch.done() >= TRUSTING;
    return live -> {
      NDArray logits = student.with(live).logits(attacked);
      NDArray loss = Losses.weighted(Losses.divergence(told, logits, t), t * t);
      if (introspects) {
        loss = loss.add(Losses.divergences(clean, logits).mul(distrust).mean());
      }
      return new Terms(loss, clean, Optional.empty());
    };
  }
}
