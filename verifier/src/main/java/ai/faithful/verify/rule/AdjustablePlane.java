package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Planes on one side of an operator of several operands, one for each value of a parameter t, as
 * {@link AdjustableLine} has lines: every t in [least, most] gives a plane that holds in exact
 * arithmetic on the numbers returned.
 */
public non-sealed interface AdjustablePlane extends Adjustable {
  /**
   * The plane for each t.
   *
   * @param t {@code [B, R, n]}, in [least, most]
   * @return new arrays of that shape
   */
  Plane at(NDArray t);

  /**
   * The derivative by t of the plane's value, rounded anyhow.
   *
   * @param t {@code [B, R, n]}
   * @param x a point, by operand, {@code [B, R, n]}
   */
  NDArray derivative(NDArray t, List<NDArray> x);

  /** At least |slopes| and |intercept| of the planes for every t, each {@code [B, n]}. */
  Plane magnitude();
}
