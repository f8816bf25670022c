package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Shape;
import ai.faithful.verify.rule.Precision;

/**
 * Bounds on each element of a value, for a batch of regions.
 *
 * @param lower {@code [B, *shape]}
 * @param upper the same shape and type
 */
public record Box(NDArray lower, NDArray upper) {
  /**
   * The box with the given ends. In float32, ends are rounded outward.
   *
   * @param shape of the value
   * @param lower lower ends of each region, row-major, {@code [B][size]}
   * @param precision FLOAT32 or FLOAT64
   */
  public static Box of(
      NDManager manager, Shape shape, double[][] lower, double[][] upper, DataType precision) {
    Precision format = Precision.of(precision);
    double[] low = new double[lower.length * shape.size()];
    double[] high = new double[low.length];
    for (int b = 0; b < lower.length; b++) {
      if (lower[b].length != shape.size() || upper[b].length != shape.size()) {
        throw new IllegalArgumentException(
            "region " + b + " has " + lower[b].length + " ends, the value is " + shape);
      }
      for (int i = 0; i < shape.size(); i++) {
        low[b * shape.size() + i] = format.roundDown(lower[b][i]);
        high[b * shape.size() + i] = format.roundUp(upper[b][i]);
      }
    }
    long[] dims = new long[shape.rank() + 1];
    dims[0] = lower.length;
    for (int i = 0; i < shape.rank(); i++) {
      dims[i + 1] = shape.dim(i);
    }
    return new Box(create(manager, low, dims, format), create(manager, high, dims, format));
  }

  private static NDArray create(NDManager manager, double[] ends, long[] dims, Precision format) {
    ai.djl.ndarray.types.Shape shape = new ai.djl.ndarray.types.Shape(dims);
    if (format == Precision.FLOAT64) {
      return manager.create(ends, shape);
    }
    float[] floats = new float[ends.length];
    for (int i = 0; i < ends.length; i++) {
      floats[i] = (float) ends[i];
    }
    return manager.create(floats, shape);
  }

  /** The largest magnitude of each element. */
  NDArray magnitude() {
    return lower.abs().maximum(upper.abs());
  }

  /** The number of regions. */
  public long batch() {
    return lower.getShape().get(0);
  }
}
