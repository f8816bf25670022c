package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;

/**
 * One parameter t for each element of a node's result, free in a range: whatever it is, what it
 * gives is a valid relaxation. Searches move it (THEORY 5.5).
 */
public sealed interface Adjustable permits AdjustableLine, AdjustablePlane {
  /** What t may be. */
  Range range();

  /**
   * Of each element, {@code [B, n]}.
   *
   * @param least t
   * @param most t, not below {@code least}
   * @param start the t to start with, in between
   */
  record Range(NDArray least, NDArray most, NDArray start) {}

  default NDArray least() {
    return range().least();
  }

  default NDArray most() {
    return range().most();
  }

  default NDArray start() {
    return range().start();
  }
}
