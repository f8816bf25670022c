package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * The planes to choose from on one side of a product x y on a box: McCormick's two, and all between
 * them. From below, {@code (x - lx)(y - ly) >= 0} and {@code (ux - x)(uy - y) >= 0} give
 *
 * <pre>
 * x y >= ly x + lx y - lx ly   (t = 0),     x y >= uy x + ux y - ux uy   (t = 1),
 * </pre>
 *
 * and a t in between a convex combination of the two; from above, the same with the ends of y
 * exchanged. Slopes may be rounded anyhow: the intercept is worked out for those that there are.
 */
final class ProductPlanes implements AdjustablePlane {
  private final Interval x;
  private final Interval y;
  private final boolean below;
  private final Range range;
  private final Plane magnitude;

  /**
   * On boxes {@code [B, n]}.
   *
   * @param below whether below the product, else above
   */
  ProductPlanes(Interval x, Interval y, boolean below) {
    this.x = x;
    this.y = y;
    this.below = below;
    // All planes are the product itself where a factor is known.
    NDArray free =
        x.lower()
            .lt(x.upper())
            .logicalAnd(y.lower().lt(y.upper()))
            .toType(x.lower().getDataType(), false)
            .mul(0.5);
    NDArray middle = free.onesLike().mul(0.5);
    this.range = new Range(middle.sub(free), middle.add(free), middle);
    this.magnitude = magnitude(x, y);
  }

  /** Slopes between two ends, and an intercept of three products at a corner, all rounded. */
  private static Plane magnitude(Interval x, Interval y) {
    Precision precision = Precision.of(x.lower());
    double room = 1 + 64 * precision.unitRoundoff();
    double eta = 64 * precision.minNormal();
    NDArray a = x.lower().abs().maximum(x.upper().abs());
    NDArray b = y.lower().abs().maximum(y.upper().abs());
    return new Plane(
        List.of(b.mul(room).add(eta), a.mul(room).add(eta)), a.mul(b).mul(3 * room).add(eta));
  }

  @Override
  public Range range() {
    return range;
  }

  /** The ends of y that go with the lower and the upper end of x. */
  private NDArray first() {
    return below ? y.lower() : y.upper();
  }

  private NDArray second() {
    return below ? y.upper() : y.lower();
  }

  @Override
  public Plane at(NDArray t) {
    NDArray p = second().sub(first()).expandDims(1).mul(t).add(first().expandDims(1));
    NDArray q = x.upper().sub(x.lower()).expandDims(1).mul(t).add(x.lower().expandDims(1));
    Interval rest = ProductRule.rest(withRows(x), withRows(y), p, q);
    return new Plane(List.of(p, q), below ? rest.lower() : rest.upper());
  }

  private static Interval withRows(Interval x) {
    return new Interval(x.lower().expandDims(1), x.upper().expandDims(1));
  }

  @Override
  public NDArray derivative(NDArray t, List<NDArray> at) {
    NDArray constant = x.lower().mul(first()).sub(x.upper().mul(second()));
    return second()
        .sub(first())
        .expandDims(1)
        .mul(at.get(0))
        .add(x.upper().sub(x.lower()).expandDims(1).mul(at.get(1)))
        .add(constant.expandDims(1));
  }

  @Override
  public Plane magnitude() {
    return magnitude;
  }
}
