package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.faithful.verify.rule.Precision;
import java.util.List;

/**
 * Balls sum (x_i - c_i)^2 <= eps^2, each cut with a box that holds its center.
 *
 * <p>A row gains at most max sum |a_i| d_i over 0 <= d_i <= r_i (the box), sum d_i^2 <= eps^2. The
 * dual lambda eps^2 / 2 + sum over i of max over d of (|a_i| d - lambda d^2 / 2) is an upper bound
 * for <em>every</em> lambda > 0; its terms are a_i^2 / (2 lambda) where |a_i| <= lambda r_i, else
 * |a_i| r_i - lambda r_i^2 / 2. At the best lambda, d_i = min(r_i, |a_i| / lambda) has length eps
 * (water-filling): that is found in floating point, and the dual evaluated upward.
 *
 * @param center {@code [B, n]}
 * @param radius eps, {@code [B, 1]}
 * @param box {@code [B, *shape]}
 */
public record L2Ball(NDArray center, NDArray radius, Box box) implements Concretizer {
  /** Enough for any row in practice; a bound holds after any number. */
  private static final int ROUNDS = 60;

  /**
   * Balls around centers.
   *
   * @param center {@code [B][n]}
   * @param radius {@code [B]}, rounded up
   * @param box each inside its ball's bounding box
   */
  public static L2Ball of(
      NDManager manager, double[][] center, double[] radius, Box box, DataType precision) {
    Precision format = Precision.of(precision);
    return new L2Ball(
        BallReach.centers(manager, center, format),
        BallReach.radii(manager, center, radius, format),
        box);
  }

  @Override
  public Minimum minimum(NDArray a, Rounding rounding) {
    NDArray reach = BallReach.of(a, center, box, rounding);
    NDArray steep = a.abs();
    NDArray lambda = lambda(steep, reach);
    NDArray each = lambda.expandDims(2);
    NDArray level = each.mul(reach);
    NDArray free = steep.div(each);
    boolean rigorous = rounding == Rounding.RIGOROUS;
    NDArray saturated = steep.gte(rigorous ? Rounding.up(level) : level);
    NDArray low = rigorous ? Rounding.down(level) : level;
    // Where saturated, low / 2 is at most half of |a|: the difference loses no digits.
    NDArray full = steep.sub(low.mul(0.5)).mul(reach);
    NDArray part = steep.mul(rigorous ? Rounding.up(free) : free).mul(0.5);
    NDArray sum = NDArrays.where(saturated, full, part).sum(new int[] {2});
    NDArray gain = lambda.mul(radius).mul(radius).mul(0.5).add(sum);
    // The corner of the box, which is the answer where the box is inside the ball.
    NDArray corner = steep.mul(reach).sum(new int[] {2});
    if (rigorous) {
      Precision precision = Precision.of(a);
      long n = a.getShape().get(2);
      double inflation = Rounding.inflation(n + 8, precision);
      NDArray lost = radius.add(2 * n + 4).mul(2 * precision.minNormal());
      gain = Rounding.orElse(gain.add(lost).mul(inflation), Double.POSITIVE_INFINITY);
      corner = corner.add(2 * n * precision.minNormal()).mul(inflation);
    }
    return BallReach.minimum(a, center, gain.minimum(corner), rounding);
  }

  @Override
  public NDArray minimiser(NDArray a) {
    NDArray reach = BallReach.of(a, center, box, Rounding.NONE);
    NDArray steep = a.abs();
    NDArray free = steep.div(lambda(steep, reach).expandDims(2));
    NDArray inside = reach.mul(reach).sum(new int[] {2}, true).lte(squared().expandDims(2));
    return BallReach.point(
        a, center, NDArrays.where(inside.broadcast(reach.getShape()), reach, free.minimum(reach)));
  }

  /**
   * The multiplier, {@code [B, R]}, positive: starts where no element is saturated, and saturates
   * those that go too far until none does. Each step makes lambda less, and none too small.
   */
  private NDArray lambda(NDArray steep, NDArray reach) {
    // Rows of any scale are searched at the same one.
    NDArray scale = steep.max(new int[] {2}).maximum(Precision.of(steep).minNormal());
    NDArray unit = steep.div(scale.expandDims(2));
    NDArray none = unit.zerosLike();
    NDArray unitSquared = unit.mul(unit);
    NDArray reachSquared = reach.mul(reach);
    NDArray least = scale.onesLike().mul(0x1p-40).div(radius.maximum(1));
    NDArray lambda = least;
    NDArray saturated = none.gt(none);
    long before = -1;
    for (int round = 0; round < ROUNDS; round++) {
      NDArray rest = NDArrays.where(saturated, none, unitSquared).sum(new int[] {2});
      NDArray used = NDArrays.where(saturated, reachSquared, none).sum(new int[] {2});
      NDArray next = rest.div(squared().sub(used)).sqrt();
      // Where all of the radius is used up, or nothing is left to move, lambda stays.
      NDArray usable = next.gt(least).logicalAnd(next.lt(Float.MAX_VALUE));
      lambda = NDArrays.where(usable, next, lambda);
      saturated = unit.gt(lambda.expandDims(2).mul(reach));
      long count = saturated.toType(DataType.INT64, false).sum().getLong();
      if (count == before) {
        break;
      }
      before = count;
    }
    return lambda.mul(scale);
  }

  private NDArray squared() {
    return radius.mul(radius);
  }

  @Override
  public L2Ball of(NDArray regions) {
    NDIndex index = new NDIndex("{}", regions);
    return new L2Ball(center.get(index), radius.get(index), box.of(regions));
  }

  @Override
  public L2Ball near(DataType type) {
    return new L2Ball(Layout.near(center, type), Layout.near(radius, type), box.near(type));
  }

  @Override
  public List<NDArray> arrays() {
    return List.of(center, radius, box.lower(), box.upper());
  }
}
