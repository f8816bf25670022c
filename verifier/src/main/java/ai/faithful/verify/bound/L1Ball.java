package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.faithful.verify.rule.Precision;
import java.util.List;

/**
 * Balls sum |x_i - c_i| <= eps, each cut with a box that holds its center.
 *
 * <p>A row gains at most max sum |a_i| d_i over 0 <= d_i <= r_i (the box), sum d_i <= eps: a
 * fractional knapsack, filled greedily by |a_i|. Its dual is lambda eps + sum r_i (|a_i| -
 * lambda)_+, an upper bound for <em>every</em> lambda >= 0, and least at the |a_i| at which the
 * knapsack is full: that is found in floating point, and the dual evaluated upward.
 *
 * @param center {@code [B, n]}
 * @param radius eps, {@code [B, 1]}
 * @param box {@code [B, *shape]}
 */
public record L1Ball(NDArray center, NDArray radius, Box box) implements Concretizer {

  /**
   * Balls around centers.
   *
   * @param center {@code [B][n]}
   * @param radius {@code [B]}, rounded up
   * @param box each inside its ball's bounding box
   */
  public static L1Ball of(
      NDManager manager, double[][] center, double[] radius, Box box, DataType precision) {
    Precision format = Precision.of(precision);
    return new L1Ball(
        BallReach.centers(manager, center, format),
        BallReach.radii(manager, center, radius, format),
        box);
  }

  @Override
  public Minimum minimum(NDArray a, Rounding rounding) {
    NDArray reach = BallReach.of(a, center, box, rounding);
    NDArray steep = a.abs();
    NDArray lambda = new Knapsack(steep, reach, radius).lambda();
    NDArray cost = lambda.mul(radius);
    NDArray beyond = steep.sub(lambda.expandDims(2)).maximum(0);
    NDArray gain = beyond.mul(reach).sum(new int[] {2}).add(cost);
    if (rounding == Rounding.RIGOROUS) {
      // Differences, products and sums of non-negative numbers; products may have underflowed.
      Precision precision = Precision.of(a);
      long n = a.getShape().get(2);
      gain =
          gain.add(2 * (n + 1) * precision.minNormal()).mul(Rounding.inflation(n + 4, precision));
    }
    return BallReach.minimum(a, center, gain, rounding);
  }

  @Override
  public NDArray minimiser(NDArray a) {
    NDArray reach = BallReach.of(a, center, box, Rounding.NONE);
    return BallReach.point(a, center, new Knapsack(a.abs(), reach, radius).moved());
  }

  @Override
  public L1Ball of(NDArray regions) {
    NDIndex index = new NDIndex("{}", regions);
    return new L1Ball(center.get(index), radius.get(index), box.of(regions));
  }

  @Override
  public L1Ball near(DataType type) {
    return new L1Ball(Layout.near(center, type), Layout.near(radius, type), box.near(type));
  }

  @Override
  public List<NDArray> arrays() {
    return List.of(center, radius, box.lower(), box.upper());
  }

  /** The steepest elements first, each as far as it goes, until the radius is used up. */
  private static final class Knapsack {
    private final NDArray order;
    private final NDArray steep;
    private final NDArray reach;
    private final NDArray used;
    private final NDArray limit;

    Knapsack(NDArray steepness, NDArray reaches, NDArray radius) {
      order = steepness.argSort(2, false);
      steep = steepness.gather(order, 2);
      reach = reaches.gather(order, 2);
      used = reach.cumSum(2);
      limit = radius.expandDims(2).broadcast(reach.getShape());
    }

    /** The steepness of the element at which it is full, 0 if it never is; {@code [B, R]}. */
    NDArray lambda() {
      return NDArrays.where(used.gt(limit), steep, steep.zerosLike()).max(new int[] {2});
    }

    NDArray moved() {
      NDArray left = limit.sub(used.sub(reach)).maximum(0);
      return left.minimum(reach).gather(order.argSort(2, true), 2);
    }
  }
}
