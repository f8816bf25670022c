package ai.faithful.ir;

/** How a {@link Tensor} stores its elements. */
public enum ElementType {
  FLOAT32,
  FLOAT64,
  /** Every integer and boolean type; booleans are 0 and 1. */
  INT64
}
