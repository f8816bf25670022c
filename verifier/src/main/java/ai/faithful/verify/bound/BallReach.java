package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.verify.rule.Precision;

/** What balls of different norms, cut with boxes, have in common. */
final class BallReach {
  private BallReach() {}

  /** How far the box lets each element move from the center against a row's sign, rounded up. */
  static NDArray of(NDArray a, NDArray center, Box box, Rounding rounding) {
    NDArray down = center.sub(Layout.flat(box.lower())).maximum(0);
    NDArray up = Layout.flat(box.upper()).sub(center).maximum(0);
    if (rounding == Rounding.RIGOROUS) {
      down = Rounding.up(down);
      up = Rounding.up(up);
    }
    Shape shape = a.getShape();
    return NDArrays.where(
        a.gt(0), down.expandDims(1).broadcast(shape), up.expandDims(1).broadcast(shape));
  }

  /** The minimum A . c - gain, with the error of the product. */
  static Concretizer.Minimum minimum(NDArray a, NDArray center, NDArray gain, Rounding rounding) {
    NDArray value = RowProducts.of(a, center);
    if (rounding == Rounding.NONE) {
      return new Concretizer.Minimum(value.sub(gain), null);
    }
    // One more rounding: the sum of two non-negative numbers.
    NDArray slack =
        RowProducts.error(a, center).add(gain).mul(Rounding.inflation(1, Precision.of(a)));
    return new Concretizer.Minimum(value, slack);
  }

  /** The point that lies {@code moved >= 0} from the center against the signs of A. */
  static NDArray point(NDArray a, NDArray center, NDArray moved) {
    return center.expandDims(1).sub(a.sign().mul(moved));
  }

  /** Centers in the format of the bounds, to the nearest; {@code [B, n]}. */
  static NDArray centers(NDManager manager, double[][] center, Precision precision) {
    int n = center[0].length;
    double[] flat = new double[center.length * n];
    for (int b = 0; b < center.length; b++) {
      System.arraycopy(center[b], 0, flat, b * n, n);
    }
    return array(manager, flat, new Shape(center.length, n), precision);
  }

  /**
   * Radii that make up for the centers' rounding, upward; {@code [B, 1]}. The 1-norm of what was
   * rounded is at least its 2-norm.
   */
  static NDArray radii(NDManager manager, double[][] center, double[] radius, Precision precision) {
    double[] grown = new double[radius.length];
    for (int b = 0; b < radius.length; b++) {
      double moved = 0;
      for (double c : center[b]) {
        double off = precision == Precision.FLOAT32 ? Math.abs(c - (float) c) : 0;
        moved = off == 0 ? moved : Math.nextUp(moved + Math.nextUp(off));
      }
      grown[b] = precision.roundUp(moved == 0 ? radius[b] : Math.nextUp(radius[b] + moved));
    }
    return array(manager, grown, new Shape(radius.length, 1), precision);
  }

  private static NDArray array(
      NDManager manager, double[] values, Shape shape, Precision precision) {
    if (precision == Precision.FLOAT64) {
      return manager.create(values, shape);
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return manager.create(floats, shape).toType(DataType.FLOAT32, false);
  }
}
