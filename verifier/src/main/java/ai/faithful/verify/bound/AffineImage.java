package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.verify.rule.Precision;
import java.util.List;

/**
 * What affine maps make of boxes of few parameters, up to a tolerance in each element: x = x0 + sum
 * over j of t_j m_j + s, |t_j - middle_j| <= radius_j, |s_i| <= tolerance. A row A on x is the row
 * A m_j on t_j: the same bound as from a linear layer in front of the network, but each region may
 * have a map of its own.
 *
 * @param origin x0, {@code [B, n]}
 * @param directions {@code [B, k, n]}
 * @param middle {@code [B, k]}
 * @param radius {@code [B, k]}, non-negative
 * @param tolerance {@code [B, 1]}, non-negative
 * @param box {@code [B, *shape]}
 */
public record AffineImage(
    NDArray origin, NDArray directions, NDArray middle, NDArray radius, NDArray tolerance, Box box)
    implements Concretizer {

  /**
   * Images of boxes.
   *
   * @param origin {@code [B][n]}
   * @param directions {@code [B][k][n]}
   * @param low at most each parameter, {@code [B][k]}
   * @param high at least each parameter, {@code [B][k]}
   * @param tolerance {@code [B]}
   */
  public static AffineImage of(
      NDManager manager,
      double[][] origin,
      double[][][] directions,
      double[][] low,
      double[][] high,
      double[] tolerance,
      Box box,
      DataType precision) {
    Precision format = Precision.of(precision);
    int regions = origin.length;
    int n = origin[0].length;
    int k = low[0].length;
    double[] flat = new double[regions * k * n];
    double[] lows = new double[regions * k];
    double[] highs = new double[regions * k];
    double[] room = new double[regions];
    for (int b = 0; b < regions; b++) {
      room[b] = tolerance[b];
      for (int j = 0; j < k; j++) {
        lows[b * k + j] = format.roundDown(low[b][j]);
        highs[b * k + j] = format.roundUp(high[b][j]);
        System.arraycopy(directions[b][j], 0, flat, (b * k + j) * n, n);
      }
      if (format == Precision.FLOAT32) {
        // What float32 does not hold of the numbers is added to the tolerance.
        room[b] =
            format.roundUp(Math.nextUp(room[b] + lost(origin[b], directions[b], low[b], high[b])));
      }
    }
    // The engine rounds to nearest; the interval of a parameter is that of its rounded ends.
    NDArray l = array(manager, lows, new Shape(regions, k), format);
    NDArray u = array(manager, highs, new Shape(regions, k), format);
    CenteredBox t = CenteredBox.of(new Box(l, u));
    return new AffineImage(
        BallReach.centers(manager, origin, format),
        array(manager, flat, new Shape(regions, k, n), format),
        t.center(),
        t.radius(),
        array(manager, room, new Shape(regions, 1), format),
        box);
  }

  private static double lost(double[] origin, double[][] directions, double[] low, double[] high) {
    double most = 0;
    for (int i = 0; i < origin.length; i++) {
      double off = Math.abs(origin[i] - (float) origin[i]);
      for (int j = 0; j < directions.length; j++) {
        double m = Math.abs(directions[j][i] - (float) directions[j][i]);
        double t = Math.max(Math.abs(low[j]), Math.abs(high[j]));
        off = m == 0 || t == 0 ? off : Math.nextUp(off + Math.nextUp(m * t));
      }
      most = Math.max(most, off);
    }
    return most;
  }

  private static NDArray array(
      NDManager manager, double[] values, Shape shape, Precision precision) {
    NDArray wide = manager.create(values, shape);
    if (precision == Precision.FLOAT64) {
      return wide;
    }
    NDArray narrow = wide.toType(DataType.FLOAT32, true);
    wide.close();
    return narrow;
  }

  @Override
  public Minimum minimum(NDArray a, Rounding rounding) {
    NDArray onT = a.matMul(directions.swapAxes(1, 2));
    NDArray value = RowProducts.of(a, origin).add(RowProducts.of(onT, middle));
    if (rounding == Rounding.NONE) {
      NDArray spread = RowProducts.of(onT.abs(), radius);
      return new Minimum(value.sub(spread).sub(a.abs().sum(new int[] {2}).mul(tolerance)), null);
    }
    Precision precision = Precision.of(a);
    long n = a.getShape().get(2);
    double eta = precision.minNormal();
    // |A m_j| as computed is off by gamma_n |A| . |m_j| + n eta, weighed by the largest |t_j|.
    NDArray most = middle.abs().add(radius).add(eta).mul(Rounding.inflation(2, precision));
    NDArray reach = RowProducts.upward(directions.abs().swapAxes(1, 2), most);
    NDArray weights =
        reach
            .mul(Rounding.coefficient(n, precision))
            .add(tolerance)
            .add(eta)
            .mul(Rounding.inflation(3, precision));
    NDArray underflow =
        most.sum(new int[] {1}, true)
            .mul(Rounding.inflation(most.getShape().get(1), precision))
            .mul(2 * n * eta)
            .add(2 * eta);
    NDArray slack =
        RowProducts.error(a, origin)
            .add(RowProducts.error(onT, middle))
            .add(RowProducts.upward(onT.abs(), radius))
            .add(RowProducts.upward(a.abs(), weights))
            .add(underflow)
            .add(value.abs().mul(2 * precision.unitRoundoff()).add(eta))
            .mul(Rounding.inflation(8, precision));
    return new Minimum(value, slack);
  }

  @Override
  public NDArray minimiser(NDArray a) {
    NDArray onT = a.matMul(directions.swapAxes(1, 2));
    NDArray t = middle.expandDims(1).sub(onT.sign().mul(radius.expandDims(1)));
    return origin
        .expandDims(1)
        .add(t.matMul(directions))
        .sub(a.sign().mul(tolerance.expandDims(2)));
  }

  @Override
  public AffineImage of(NDArray regions) {
    NDIndex index = new NDIndex("{}", regions);
    return new AffineImage(
        origin.get(index),
        directions.get(index),
        middle.get(index),
        radius.get(index),
        tolerance.get(index),
        box.of(regions));
  }

  @Override
  public AffineImage near(DataType type) {
    return new AffineImage(
        Layout.near(origin, type),
        Layout.near(directions, type),
        Layout.near(middle, type),
        Layout.near(radius, type),
        Layout.near(tolerance, type),
        box.near(type));
  }

  @Override
  public List<NDArray> arrays() {
    return List.of(origin, directions, middle, radius, tolerance, box.lower(), box.upper());
  }
}
