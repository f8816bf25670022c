package ai.faithful.training.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;

/**
 * The Adam optimiser (Kingma and Ba, 2015) with its usual constants. Its whole state can be read
 * and restored, so that a resumed run goes on exactly as it would have.
 */
abstract sealed class Adam permits DeviceAdam, HostAdam {
  static final double DECAY_MEAN = 0.9;
  static final double DECAY_SQUARE = 0.999;
  static final float SMALL = 1e-8f;

  /**
   * Added to the moments: where gradients vanish (pixels that are never set) these fade into
   * subnormal numbers and zeros, on which processors are up to a hundred times slower. It moves a
   * weight by less than 1e-20 of the learning rate a step.
   */
  static final float NORMAL = 1e-30f;

  private long step;

  /** With moments of zero for each weight, where the weights are. */
  static Adam of(Map<String, NDArray> weights, NDManager manager) {
    return manager.getDevice().isGpu() ? new DeviceAdam(weights, manager) : new HostAdam(weights);
  }

  /** Moves {@code weights} in place, one step against {@code gradients}. */
  final void step(
      Map<String, NDArray> weights, Map<String, NDArray> gradients, double learningRate) {
    step++;
    double meanBias = 1 - Math.pow(DECAY_MEAN, (double) step);
    double squareBias = 1 - Math.pow(DECAY_SQUARE, (double) step);
    float rate = (float) (learningRate * Math.sqrt(squareBias) / meanBias);
    weights.forEach(
        (name, weight) -> {
          NDArray gradient = gradients.get(name);
          if (gradient == null) {
            throw new IllegalArgumentException("no gradient for '" + name + "'");
          }
          move(name, weight, gradient, rate);
        });
  }

  /**
   * One step of one weight.
   *
   * @param rate learning rate with both biases of the moments put right
   */
  abstract void move(String name, NDArray weight, NDArray gradient, float rate);

  /** A copy of the first moments. */
  abstract Map<String, float[]> mean();

  /** A copy of the second moments. */
  abstract Map<String, float[]> square();

  final long steps() {
    return step;
  }

  /** Goes on from a state that was read before. */
  final void restore(long steps, Map<String, float[]> mean, Map<String, float[]> square) {
    step = steps;
    restoreMoments(mean, square);
  }

  abstract void restoreMoments(Map<String, float[]> mean, Map<String, float[]> square);
}
