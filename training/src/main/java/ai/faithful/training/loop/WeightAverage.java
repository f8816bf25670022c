package ai.faithful.training.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/** The running average of a run's weights that {@link Averaging} asks for. */
final class WeightAverage {
  private final Averaging averaging;
  private final int epochs;
  private final Map<String, NDArray> arrays = new LinkedHashMap<>();

  /** Starts at {@code weights}; in {@code manager}. */
  WeightAverage(Averaging averaging, int epochs, Map<String, NDArray> weights, NDManager manager) {
    this.averaging = averaging;
    this.epochs = epochs;
    if (averaging.kind() != Averaging.Kind.NONE) {
      weights.forEach(
          (name, weight) -> {
            NDArray copy = weight.duplicate();
            copy.attach(manager);
            arrays.put(name, copy);
          });
    }
  }

  /** After a step. */
  void step(Map<String, NDArray> weights) {
    if (averaging.kind() == Averaging.Kind.EMA) {
      blend(weights, averaging.value());
    }
  }

  /** After an epoch, the first being 1. */
  void epoch(int epoch, Map<String, NDArray> weights) {
    int first = first();
    if (averaging.kind() == Averaging.Kind.SWA && epoch >= first) {
      int before = epoch - first;
      blend(weights, before / (before + 1.0));
    }
  }

  /** Of the epochs, the first whose weights count. */
  private int first() {
    return Math.max(1, (int) Math.ceil(averaging.value() * epochs));
  }

  private void blend(Map<String, NDArray> weights, double kept) {
    weights.forEach(
        (name, weight) -> {
          NDArray average = arrays.get(name);
          if (average != null) {
            average.muli(kept).addi(weight.mul(1 - kept));
          }
        });
  }

  /** The average after {@code epoch} epochs, or {@code weights} themselves where there is none. */
  Map<String, NDArray> orElse(Map<String, NDArray> weights, int epoch) {
    boolean none = arrays.isEmpty() || (averaging.kind() == Averaging.Kind.SWA && epoch < first());
    return none ? weights : arrays;
  }

  /** Empty if there is none. */
  Map<String, NDArray> arrays() {
    return arrays;
  }
}
