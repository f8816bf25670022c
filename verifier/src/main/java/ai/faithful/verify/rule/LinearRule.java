package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * An operator that is affine in its variable operands: y = sum over arg of L_arg x_arg + offset.
 *
 * <p>Arrays carry a leading batch axis N. Every method returns a new handle (never its argument
 * itself), so that a caller may close what it no longer needs, and every map is differentiable in
 * the constants it uses.
 */
public non-sealed interface LinearRule extends Rule {
  /** L x. */
  NDArray apply(Site site, int arg, NDArray x);

  /** L^T a: {@code [N, *shape]} to {@code [N, *shape(arg)]}. */
  NDArray applyTransposed(Site site, int arg, NDArray a);

  /** |L| x, for non-negative x. */
  NDArray applyAbs(Site site, int arg, NDArray x);

  /**
   * R x for non-negative x, where |L_true - L| is at most R elementwise; null if L is exact (an
   * enclosed constant, see {@link ai.faithful.ir.Constant}).
   */
  default @Nullable NDArray applyRadius(Site site, int arg, NDArray x) {
    return null;
  }

  /**
   * The most rounded operations that a product term passes through in L x or in L^T a, the product
   * included: the n of gamma_n (THEORY 7). 0 if both are computed exactly.
   */
  int terms(Site site, int arg);

  /** The constant part, broadcastable to the node's shape, null if there is none. */
  default @Nullable NDArray offset(Site site) {
    return null;
  }

  /** The error radius of {@link #offset}, null if it is exact. */
  default @Nullable NDArray offsetRadius(Site site) {
    return null;
  }

  /**
   * Whether each element of the result is one element of one operand or of the offset, unchanged,
   * or 0, so that sums of {@link #apply} over the operands only ever add zeros: exact.
   */
  default boolean rearranges() {
    return false;
  }
}
