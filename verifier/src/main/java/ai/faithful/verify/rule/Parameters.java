package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Where rules find the constants of a graph: uploaded once, or the live arrays of a training run.
 */
public interface Parameters {
  /** The constant's elements, {@code [*shape]} without a batch axis. */
  NDArray value(String constant);

  /** The largest absolute error of each element, or null if {@link #value} is exact. */
  @Nullable NDArray radius(String constant);

  /** The elements' magnitudes. */
  default NDArray absolute(String constant) {
    return value(constant).abs();
  }

  /** A matrix with its two axes exchanged. */
  default NDArray transposed(String constant) {
    return value(constant).swapAxes(0, 1);
  }
}
