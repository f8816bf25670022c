package ai.faithful.training.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The Adam optimiser (Kingma and Ba, 2015) with its usual constants, the engine's own. Its whole
 * state can be read and restored, so that a resumed run goes on exactly as it would have.
 */
final class Adam {
  private static final double DECAY_MEAN = 0.9;
  private static final double DECAY_SQUARE = 0.999;
  private static final float SMALL = 1e-8f;
  private static final float NO_CLIPPING = -1;

  /**
   * Added to the moments: where gradients vanish (pixels that are never set) these fade into
   * subnormal numbers and zeros, on which processors are up to a hundred times slower. It moves a
   * weight by less than 1e-20 of the learning rate a step.
   */
  private static final float NORMAL = 1e-30f;

  private final Map<String, NDArray> mean = new LinkedHashMap<>();
  private final Map<String, NDArray> square = new LinkedHashMap<>();
  private long step;

  /** Zero moments for each weight, in {@code manager}. */
  Adam(Map<String, NDArray> weights, NDManager manager) {
    weights.forEach(
        (name, weight) -> {
          mean.put(name, manager.zeros(weight.getShape(), weight.getDataType()));
          square.put(name, manager.zeros(weight.getShape(), weight.getDataType()));
        });
  }

  /** Moves {@code weights} in place, one step against {@code gradients}. */
  void step(Map<String, NDArray> weights, Map<String, NDArray> gradients, double learningRate) {
    step++;
    double meanBias = 1 - Math.pow(DECAY_MEAN, (double) step);
    double squareBias = 1 - Math.pow(DECAY_SQUARE, (double) step);
    float corrected = (float) (learningRate * Math.sqrt(squareBias) / meanBias);
    weights.forEach(
        (name, weight) -> {
          NDArray gradient = gradients.get(name);
          NDArray m = mean.get(name);
          NDArray v = square.get(name);
          if (gradient == null || m == null || v == null) {
            throw new IllegalArgumentException("no gradient or state for '" + name + "'");
          }
          m.addi(NORMAL);
          v.addi(NORMAL);
          weight
              .getNDArrayInternal()
              .adamUpdate(
                  new NDList(weight, gradient, m, v),
                  new NDList(weight),
                  (float) learningRate,
                  corrected,
                  0,
                  1,
                  NO_CLIPPING,
                  (float) DECAY_MEAN,
                  (float) DECAY_SQUARE,
                  SMALL,
                  false,
                  false);
        });
  }

  long steps() {
    return step;
  }

  Map<String, NDArray> mean() {
    return mean;
  }

  Map<String, NDArray> square() {
    return square;
  }

  /** Overwrites the step count; the moments are restored through {@link #mean} and such. */
  void restoreSteps(long steps) {
    step = steps;
  }
}
