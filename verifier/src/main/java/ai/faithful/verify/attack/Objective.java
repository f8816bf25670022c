package ai.faithful.verify.attack;

/**
 * What an attack makes large: a function of the logits that one or two networks give for the same
 * input. Each property brings its own.
 *
 * <p>An objective states directions of ascent. The first is the gradient of its value; where that
 * is misleading (a saturated softmax, the lesser of two demands) it offers others, which searches
 * take turns to follow. What counts in the end is the value alone.
 */
public interface Objective {
  /** How many networks' logits it reads: 1, or 2 for teacher and student. */
  int networks();

  /** How many directions of ascent it offers, at least 1. */
  default int directions() {
    return 1;
  }

  /** A value at which there is nothing left to look for. */
  default double enough() {
    return Double.POSITIVE_INFINITY;
  }

  /**
   * The value at an input.
   *
   * @param logits {@code [networks][classes]}
   * @param direction which of {@link #directions}
   * @param ascent receives the direction in logits, {@code [networks][classes]}, all zeros on
   *     entry; its scale is of no meaning
   */
  double evaluate(double[][] logits, int direction, double[][] ascent);
}
