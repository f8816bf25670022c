package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * A nonlinear operator of several variable operands, broadcast: each element of its result depends
 * on one element of each operand.
 *
 * <p>Operands come broadcast to the node's shape, {@code [N, *shape]}. Every method returns new
 * handles, never its argument itself.
 */
public non-sealed interface PlaneRule extends Rule {
  /** The result for operands {@code x}. */
  NDArray apply(List<NDArray> x);

  /** A (sub)derivative by operand {@code arg} at {@code x}. */
  NDArray derivative(int arg, List<NDArray> x);

  /** An interval that holds all results in exact arithmetic; NaN where nothing is known. */
  Interval image(List<Interval> x);

  /** As {@link #image} with no care for rounding, differentiable. */
  Interval plainImage(List<Interval> x);

  /** Planes that enclose all results in exact arithmetic on the numbers returned. */
  Planes planes(List<Interval> x);

  /**
   * Where a search may choose among planes on boxes {@code [B, n]}; without a choice unless a rule
   * says otherwise.
   */
  default AdjustablePlanes adjustable(List<Interval> x) {
    return AdjustablePlanes.NONE;
  }

  /** Operand {@code arg}, {@code [N, *shape(arg)]}, broadcast to the node's shape. */
  default NDArray spread(Site site, int arg, NDArray x) {
    return Broadcasting.expand(x, site.shape(arg), site.shape());
  }

  /** The transpose of {@link #spread}: sums over the axes that it repeats. */
  default NDArray gather(Site site, int arg, NDArray a) {
    return Broadcasting.sumTo(a, site.shape(), site.shape(arg));
  }

  /** How often {@link #spread} repeats an element of an operand: the terms of a sum. */
  default int repeats(Site site, int arg) {
    return Broadcasting.repeats(site.shape(), site.shape(arg));
  }
}
