package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Shape;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.Scope;
import java.util.List;

/**
 * Bounds on each element of a value, for a batch of regions; of an input, the regions themselves.
 *
 * @param lower {@code [B, *shape]}
 * @param upper the same shape and type
 */
public record Box(NDArray lower, NDArray upper) implements Concretizer {
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
    int size = shape.size();
    double[] low = new double[lower.length * size];
    double[] high = new double[low.length];
    for (int b = 0; b < lower.length; b++) {
      if (lower[b].length != size || upper[b].length != size) {
        throw new IllegalArgumentException(
            "region " + b + " has " + lower[b].length + " ends, the value is " + shape);
      }
      for (int i = 0; i < size; i++) {
        low[b * size + i] = format.roundDown(lower[b][i]);
        high[b * size + i] = format.roundUp(upper[b][i]);
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

  @Override
  public Box box() {
    return this;
  }

  /** A . c - |A| . r with the box c +- r; the second product is rounded up. */
  @Override
  public Minimum minimum(NDArray a, Rounding rounding) {
    if (rounding == Rounding.NONE) {
      CenteredBox x = CenteredBox.plain(this);
      return new Minimum(
          RowProducts.of(a, Layout.flat(x.center()))
              .sub(RowProducts.of(a.abs(), Layout.flat(x.radius()))),
          null);
    }
    CenteredBox x = CenteredBox.of(this);
    NDArray c = Layout.flat(x.center());
    Precision precision = Precision.of(a);
    long n = c.getShape().get(1);
    // The first product errs by gamma_n |A| . |c|.
    NDArray weights =
        Layout.flat(x.radius())
            .add(c.abs().mul(Rounding.coefficient(n, precision)))
            .add(precision.minNormal())
            .mul(Rounding.inflation(2, precision));
    return new Minimum(
        RowProducts.of(a, c),
        RowProducts.upward(a.abs(), weights).add(2 * n * precision.minNormal()));
  }

  @Override
  public NDArray minimiser(NDArray a) {
    return NDArrays.where(
        a.gt(0),
        Layout.flat(lower).expandDims(1).broadcast(a.getShape()),
        Layout.flat(upper).expandDims(1).broadcast(a.getShape()));
  }

  @Override
  public Box of(NDArray regions) {
    return new Box(Layout.some(lower, regions), Layout.some(upper, regions));
  }

  @Override
  public Box near(DataType type) {
    return new Box(Layout.near(lower, type), Layout.near(upper, type));
  }

  @Override
  public List<NDArray> arrays() {
    return List.of(lower, upper);
  }

  /** The largest magnitude of each element. */
  NDArray magnitude() {
    return lower.abs().maximum(upper.abs());
  }

  /** The ends of the smallest interval that contains all elements. */
  @SuppressWarnings("try") // the scope frees what is made inside it
  Ends ends() {
    if (lower.isEmpty()) {
      return new Ends(0, 0);
    }
    try (Scope scope = new Scope()) {
      return new Ends(
          lower.min().toType(DataType.FLOAT64, false).getDouble(),
          upper.max().toType(DataType.FLOAT64, false).getDouble());
    }
  }

  /**
   * An interval.
   *
   * @param least lower end, NaN if an end of a box was none
   * @param most upper end, likewise
   */
  record Ends(double least, double most) {
    /** The largest magnitude, NaN if an end is none. */
    double greatest() {
      return Math.max(Math.max(-least, most), 0);
    }
  }

  /** The number of regions. */
  public long batch() {
    return lower.getShape().get(0);
  }
}
