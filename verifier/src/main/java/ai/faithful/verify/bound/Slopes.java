package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The parameters of adjustable lines, chosen for each row: by name of the activation node, {@code
 * [B, R, n]} on the support of its result. A side that is not named has its fixed line.
 *
 * @param lower of lines below
 * @param upper of lines above
 */
record Slopes(Map<String, NDArray> lower, Map<String, NDArray> upper) {
  static final Slopes FIXED = new Slopes(Map.of(), Map.of());

  /** Whether any line is chosen. */
  boolean chosen() {
    return !lower.isEmpty() || !upper.isEmpty();
  }

  /** Whether a gradient tape follows what is done with them. */
  boolean taped() {
    return Stream.concat(lower.values().stream(), upper.values().stream())
        .anyMatch(NDArray::hasGradient);
  }
}
