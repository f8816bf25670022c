package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;

/**
 * Lines on one side of an activation on [l, u], one for each value of a parameter t: the slope of a
 * ReLU's lower line, the point where a tangent touches. Every t in [least, most] gives a line that
 * holds in exact arithmetic on the numbers returned, so that the search for the best t need not
 * care about rounding (THEORY 5.5), and only what is finally claimed is computed with rigour.
 *
 * <p>A rule that can be optimised offers one for each side where it has a choice ({@link
 * ActivationRule#adjustable}) and has to provide:
 *
 * <ul>
 *   <li>the range of t for each element, {@code [B, n]}: equal ends where there is no choice, as at
 *       a ReLU whose sign is known;
 *   <li>where to start, {@code [B, n]}: usually at the line that {@link ActivationRule#lines}
 *       gives;
 *   <li>the line for any t, {@code [B, R, n]} (a t for each row R of each region B);
 *   <li>the derivative by t of the line's value at a given z, which steers the search and may be
 *       rounded anyhow: {@code slope'(t) z + intercept'(t)}. For a tangent at t that is f''(t) (z -
 *       t);
 *   <li>a bound on how large slope and intercept get, which pays for rounding (THEORY 7).
 * </ul>
 */
public non-sealed interface AdjustableLine extends Adjustable {
  /**
   * The line for each t.
   *
   * @param t {@code [B, R, n]}, in [least, most]
   * @return arrays of that shape, new or t itself
   */
  Line at(NDArray t);

  /** The derivative by t of {@code slope(t) z + intercept(t)}; all {@code [B, R, n]}. */
  NDArray derivative(NDArray t, NDArray z);

  /** At least |slope| and |intercept| of the lines for every t, each {@code [B, n]}. */
  Line magnitude();
}
