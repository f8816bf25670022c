package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;

/**
 * One parameter t for each element of a node's result, free in a range: whatever it is, what it
 * gives is a valid relaxation. Searches move it (THEORY 5.5).
 */
public sealed interface Adjustable permits AdjustableLine, AdjustablePlane {
  /** The least t of each element, {@code [B, n]}. */
  NDArray least();

  /** The greatest t of each element, {@code [B, n]}, not below {@link #least}. */
  NDArray most();

  /** The t to start with, {@code [B, n]}, in between. */
  NDArray start();
}
