package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * What rows weigh a value with: all its elements, or those of a support.
 *
 * @param array {@code [B R, *shape]}, or {@code [B R, K]} on a support
 * @param support null for all elements
 * @param spare whether nothing else reads the array's memory, so that it may be written over
 */
record Coefficients(NDArray array, @Nullable Support support, boolean spare) {
  Coefficients(NDArray array, @Nullable Support support) {
    this(array, support, false);
  }

  static Coefficients all(NDArray array) {
    return new Coefficients(array, null);
  }
}
