package ai.faithful.training.robust;

import ai.djl.ndarray.NDArray;
import ai.faithful.training.loop.Batches;
import ai.faithful.training.loop.Objective;
import ai.faithful.training.loop.ValidInputs;
import java.util.function.UnaryOperator;

/**
 * Projected gradient ascent on the images, in the l_inf ball cut with the domain: a random start,
 * then steps along the gradient's sign. In float32, for training and measuring; what is claimed of
 * a model is replayed elsewhere.
 *
 * @param epsilon radius in pixels, at least 0
 * @param steps at least 1
 */
public record Pgd(double epsilon, int steps) {
  public Pgd {
    if (!(epsilon >= 0) || Double.isInfinite(epsilon)) {
      throw new IllegalArgumentException("eps is " + epsilon + ", must be at least 0");
    }
    if (steps < 1) {
      throw new IllegalArgumentException("steps is " + steps + ", must be at least 1");
    }
  }

  /**
   * Images that increase a loss.
   *
   * @param gradient from images [N, features] to the loss's derivative in them
   * @return [N, features] in the batch's manager
   */
  public NDArray attack(Objective.Batch batch, UnaryOperator<NDArray> gradient) {
    NDArray clean = batch.images();
    if (epsilon == 0) {
      return clean;
    }
    ValidInputs valid = batch.valid();
    NDArray lower = valid.lower(clean, epsilon);
    NDArray upper = valid.upper(clean, epsilon);
    NDArray noise = Batches.noise(clean.getShape(), batch.random(), batch.manager());
    NDArray found = clean.add(valid.change(noise.mul(epsilon))).maximum(lower).minimum(upper);
    double size = 2.5 * epsilon / steps;
    for (int i = 0; i < steps; i++) {
      NDArray direction = gradient.apply(found).sign();
      found = found.add(valid.change(direction.mul(size))).maximum(lower).minimum(upper);
    }
    return found;
  }
}
