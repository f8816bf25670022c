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
 * MTARD: w KL(Tadv(x') || S(x')) + (1 - w) KL(Tstd(x) || S(x)), x' max CE(S(x'), y) (THEORY 8). The
 * weight follows the losses relative to what they were in the first step: with r = attacked loss /
 * its first value and q = clean loss / its first value, w moves by {@link #RATE} of the way to r /
 * (r + q) in each step, from 1/2; the loss that fell less weighs more.
 */
final class MtardObjective implements Objective {
  static final double RATE = 0.025;

  private final FlatNetwork teacher;
  private final FlatNetwork standard;
  private final FlatNetwork student;
  private final DistillRecipe recipe;
  private final Ramp ramp;
  // In float32, as a checkpoint keeps them: a resumed run goes on exactly as it would have.
  private float weight = 0.5f;
  private float firstAttacked;
  private float firstClean;

  /**
   * @param teacher Tadv, the robust one
   * @param standard Tstd
   */
  MtardObjective(
      FlatNetwork teacher,
      FlatNetwork standard,
      FlatNetwork student,
      DistillRecipe recipe,
      Ramp ramp) {
    this.teacher = teacher;
    this.standard = standard;
    this.student = student;
    this.recipe = recipe;
    this.ramp = ramp;
  }

  @Override
  public Loss prepare(Batch batch, Map<String, NDArray> weights) {
    double epsilon = recipe.epsilon() * ramp.at(batch.done());
    NDArray attacked =
        Attacks.crossEntropy(student.with(weights), batch, epsilon, recipe.attackSteps());
    NDArray robust = teacher.logits(attacked);
    NDArray plain = standard.logits(batch.images());
    return live -> {
      FlatNetwork trained = student.with(live);
      NDArray clean = trained.logits(batch.images());
      NDArray there = Losses.divergence(robust, trained.logits(attacked), 1);
      NDArray here = Losses.divergence(plain, clean, 1);
      adapt(there.getFloat(), here.getFloat());
      NDArray loss = Losses.weighted(there, weight).add(Losses.weighted(here, 1 - weight));
      return new Terms(loss, clean, Optional.empty());
    };
  }

  private void adapt(float attacked, float clean) {
    if (firstAttacked == 0 || firstClean == 0) {
      firstAttacked = attacked;
      firstClean = clean;
    }
    double r = (double) attacked / firstAttacked;
    double q = (double) clean / firstClean;
    if (r + q > 0) { // also false where a loss is no longer a number: the run stops by itself
      weight = (float) (weight + RATE * (r / (r + q) - weight));
    }
  }

  @Override
  public float[] state() {
    return new float[] {weight, firstAttacked, firstClean};
  }

  @Override
  public void restore(float[] state) {
    weight = state[0];
    firstAttacked = state[1];
    firstClean = state[2];
  }
}
