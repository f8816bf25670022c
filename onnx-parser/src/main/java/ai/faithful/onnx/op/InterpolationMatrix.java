package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.Arrays;
import java.util.Optional;

/** The matrix [to, from] by which interpolation along one axis multiplies, from exact weights. */
final class InterpolationMatrix {
  private final ResizedAxis axis;
  private final Shape shape;
  private final Fraction[] cells;

  private InterpolationMatrix(ResizedAxis axis) throws Refusal {
    Choice.requireSize((long) axis.to() * axis.from());
    this.axis = axis;
    this.shape = Shape.of(axis.to(), axis.from());
    this.cells = new Fraction[shape.size()];
    Arrays.fill(cells, Fraction.ZERO);
  }

  /** One of each row's elements; an element off the axis has a row of zeros. */
  static Constant nearest(ResizedAxis axis, String transformation, int[] indices) throws Refusal {
    InterpolationMatrix matrix = new InterpolationMatrix(axis);
    for (int i = 0; i < indices.length; i++) {
      if (!isOutside(axis, transformation, axis.coordinate(transformation, i))) {
        matrix.add(i, indices[i], Fraction.ONE);
      }
    }
    return matrix.constant();
  }

  /** Between the two neighbours; coordinates off the axis mean its ends. */
  static Constant linear(ResizedAxis axis, String transformation) throws Refusal {
    InterpolationMatrix matrix = new InterpolationMatrix(axis);
    Fraction last = Fraction.of(axis.from() - 1L);
    for (int i = 0; i < axis.to(); i++) {
      Fraction c = axis.coordinate(transformation, i);
      if (isOutside(axis, transformation, c)) {
        continue;
      }
      Fraction on = c.compareTo(Fraction.ZERO) < 0 ? Fraction.ZERO : c;
      on = on.compareTo(last) > 0 ? last : on;
      long below = on.floor();
      Fraction share = on.minus(Fraction.of(below));
      matrix.add(i, below, Fraction.ONE.minus(share));
      matrix.add(i, Math.min(below + 1, axis.from() - 1L), share);
    }
    return matrix.constant();
  }

  /**
   * Between four neighbours by Keys's cubic convolution.
   *
   * @param a its parameter
   * @param excludes whether neighbours off the axis get no weight, instead of meaning its ends
   */
  static Constant cubic(ResizedAxis axis, String transformation, Fraction a, boolean excludes)
      throws Refusal {
    InterpolationMatrix matrix = new InterpolationMatrix(axis);
    for (int i = 0; i < axis.to(); i++) {
      Fraction c = axis.coordinate(transformation, i);
      if (isOutside(axis, transformation, c)) {
        continue;
      }
      long below = c.floor();
      Fraction total = Fraction.ZERO;
      for (long k = below - 1; k <= below + 2; k++) {
        boolean off = k < 0 || k >= axis.from();
        total = total.plus(excludes && off ? Fraction.ZERO : keys(c.minus(Fraction.of(k)), a));
      }
      for (long k = below - 1; k <= below + 2; k++) {
        boolean off = k < 0 || k >= axis.from();
        if (!excludes) {
          long end = Math.max(0, Math.min(axis.from() - 1L, k));
          matrix.add(i, end, keys(c.minus(Fraction.of(k)), a));
        } else if (!off) {
          matrix.add(i, k, keys(c.minus(Fraction.of(k)), a).over(total));
        }
      }
    }
    return matrix.constant();
  }

  private static Fraction keys(Fraction offset, Fraction a) {
    Fraction x = offset.compareTo(Fraction.ZERO) < 0 ? Fraction.ZERO.minus(offset) : offset;
    Fraction square = x.times(x);
    Fraction cube = square.times(x);
    Fraction three = Fraction.of(3);
    if (x.compareTo(Fraction.ONE) <= 0) {
      return a.plus(Fraction.of(2))
          .times(cube)
          .minus(a.plus(three).times(square))
          .plus(Fraction.ONE);
    }
    if (x.compareTo(Fraction.of(2)) >= 0) {
      return Fraction.ZERO;
    }
    Fraction sum = cube.minus(Fraction.of(5).times(square)).plus(Fraction.of(8).times(x));
    return a.times(sum.minus(Fraction.of(4)));
  }

  private static boolean isOutside(ResizedAxis axis, String transformation, Fraction c) {
    return transformation.equals("tf_crop_and_resize") && axis.isOutside(c);
  }

  private void add(int row, long column, Fraction weight) {
    int at = row * axis.from() + (int) column;
    cells[at] = cells[at].plus(weight);
  }

  /** The matrix, enclosed where a weight is no double. */
  private Constant constant() {
    double[] value = new double[cells.length];
    double[] radius = new double[cells.length];
    boolean exact = true;
    for (int i = 0; i < cells.length; i++) {
      value[i] = cells[i].approximate();
      radius[i] = cells[i].distance(value[i]);
      exact &= radius[i] == 0;
    }
    return new Constant(
        Tensor.ofDoubles(shape, value),
        exact ? Optional.empty() : Optional.of(Tensor.ofDoubles(shape, radius)));
  }
}
