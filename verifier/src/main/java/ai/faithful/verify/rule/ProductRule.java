package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Objects;

/**
 * The product of two variables. Its planes are McCormick's, half way between the two on each side:
 * with centers c, d and radii r, s of the operands, {@code x y = d x + c y - c d + (x - c)(y - d)}
 * and the last term is within {@code r s}. Each of McCormick's planes leaves the same volume; the
 * one in the middle has the same slopes below and above, so that what two rows share still cancels.
 * All between them may be chosen: {@link ProductPlanes}.
 */
final class ProductRule implements PlaneRule {
  @Override
  public NDArray apply(List<NDArray> x) {
    return x.get(0).mul(x.get(1));
  }

  @Override
  public NDArray derivative(int arg, List<NDArray> x) {
    NDArray other = x.get(1 - arg);
    return other.reshape(other.getShape());
  }

  @Override
  public Interval plainImage(List<Interval> x) {
    NDArray a = x.get(0).lower().mul(x.get(1).lower());
    NDArray b = x.get(0).lower().mul(x.get(1).upper());
    NDArray c = x.get(0).upper().mul(x.get(1).lower());
    NDArray d = x.get(0).upper().mul(x.get(1).upper());
    return new Interval(a.minimum(b).minimum(c.minimum(d)), a.maximum(b).maximum(c.maximum(d)));
  }

  /** One rounded product at each corner. Zero times unknown is not a number: unknown. */
  @Override
  public Interval image(List<Interval> x) {
    Interval plain = plainImage(x);
    return new Interval(Precision.down(plain.lower()), Precision.up(plain.upper()));
  }

  @Override
  public Planes planes(List<Interval> x) {
    NDArray c = center(x.get(0));
    NDArray d = center(x.get(1));
    Interval rest = rest(x.get(0), x.get(1), d, c);
    List<NDArray> slopes = List.of(d, c);
    return new Planes(slopes, rest.lower(), slopes, rest.upper());
  }

  @Override
  public AdjustablePlanes adjustable(List<Interval> x) {
    return new AdjustablePlanes(
        new ProductPlanes(x.get(0), x.get(1), true), new ProductPlanes(x.get(0), x.get(1), false));
  }

  private static NDArray center(Interval x) {
    return x.lower().add(x.upper()).mul(0.5);
  }

  /**
   * The least and the greatest of x y - p x - q y, rounded outward. It is affine in x and in y, so
   * that both are at corners. Each corner has three products and two sums: within 4 u of the sum of
   * the magnitudes, and 3 eta for underflow.
   */
  static Interval rest(Interval x, Interval y, NDArray p, NDArray q) {
    Precision precision = Precision.of(p);
    NDArray least = null;
    NDArray greatest = null;
    for (NDArray a : List.of(x.lower(), x.upper())) {
      for (NDArray b : List.of(y.lower(), y.upper())) {
        NDArray product = a.mul(b);
        NDArray first = p.mul(a);
        NDArray second = q.mul(b);
        NDArray value = product.sub(first).sub(second);
        NDArray error =
            product
                .abs()
                .add(first.abs())
                .add(second.abs())
                .mul(8 * precision.unitRoundoff())
                .add(8 * precision.minNormal());
        NDArray low = value.sub(error);
        NDArray high = value.add(error);
        least = least == null ? low : least.minimum(low);
        greatest = greatest == null ? high : greatest.maximum(high);
      }
    }
    return new Interval(Objects.requireNonNull(least), Objects.requireNonNull(greatest));
  }
}
