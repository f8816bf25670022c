package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * A function of one operand, applied to each element.
 *
 * <p>Every method returns new handles, never its argument itself.
 */
public non-sealed interface ActivationRule extends Rule {
  /** f(x). */
  NDArray apply(NDArray x);

  /** A (sub)derivative of f at x. */
  NDArray derivative(NDArray x);

  /** An interval that holds f(z) for all real z in [lower, upper], in exact arithmetic. */
  Interval image(NDArray lower, NDArray upper);

  /** As {@link #image} with no care for rounding, differentiable. */
  Interval plainImage(NDArray lower, NDArray upper);

  /**
   * Two lines with {@code lowerSlope z + lowerIntercept <= f(z) <= upperSlope z + upperIntercept}
   * for all real z in [lower, upper], in exact arithmetic on the numbers returned.
   */
  Lines lines(NDArray lower, NDArray upper);

  /**
   * At least the magnitude of every slope and of every intercept that {@link #lines} and {@link
   * #adjustable} may give on any interval within [-magnitude, magnitude]; null where only the lines
   * themselves tell.
   */
  default @Nullable Steepness steepness(double magnitude, Precision precision) {
    return null;
  }

  /**
   * Where tighter bounds on the operand would give a tighter relaxation: not where both lines are
   * the function itself. By interval.
   */
  default boolean[] improvable(double[] lower, double[] upper) {
    boolean[] improvable = new boolean[lower.length];
    for (int i = 0; i < improvable.length; i++) {
      improvable[i] = lower[i] < upper[i];
    }
    return improvable;
  }

  /**
   * Where a search may choose among lines on [lower, upper], each {@code [B, n]}; without a choice
   * unless a rule says otherwise.
   */
  default AdjustableLines adjustable(NDArray lower, NDArray upper) {
    return AdjustableLines.NONE;
  }
}
