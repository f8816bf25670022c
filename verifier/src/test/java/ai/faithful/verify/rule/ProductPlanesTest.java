package ai.faithful.verify.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Planes of products to choose from: every one holds, exactly. */
class ProductPlanesTest {
  private static final int N = 1000;
  private static final int ROWS = 5;

  /**
   * A product less a plane is affine in each operand, so that it is least at a corner of the box:
   * there it is computed exactly.
   */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT32", "FLOAT64"})
  void everyPlaneHolds(DataType format) {
    Random random = new Random(5);
    double[][] x = intervals(random, format);
    double[][] y = intervals(random, format);
    double[] t = new double[ROWS * N];
    for (int i = 0; i < t.length; i++) {
      t[i] = i < N ? 0 : i < 2 * N ? 1 : i < 3 * N ? 0.5 : (float) random.nextDouble();
    }
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Interval first = interval(manager, x, format);
      Interval second = interval(manager, y, format);
      NDArray chosen = manager.create(t, new Shape(1, ROWS, N)).toType(format, true);
      for (boolean below : new boolean[] {true, false}) {
        ProductPlanes planes = new ProductPlanes(first, second, below);
        NDArray inRange =
            chosen.maximum(planes.least().expandDims(1)).minimum(planes.most().expandDims(1));
        Plane plane = planes.at(inRange);
        double[][] found = {
          doubles(plane.slopes().get(0)), doubles(plane.slopes().get(1)), doubles(plane.intercept())
        };
        double[][] most = {
          doubles(planes.magnitude().slopes().get(0)),
          doubles(planes.magnitude().slopes().get(1)),
          doubles(planes.magnitude().intercept())
        };
        for (int i = 0; i < ROWS * N; i++) {
          int e = i % N;
          for (int k = 0; k < 3; k++) {
            assertThat(Math.abs(found[k][i])).as("element %d", i).isLessThanOrEqualTo(most[k][e]);
          }
          for (double a : x[e]) {
            for (double b : y[e]) {
              BigDecimal over =
                  exact(a)
                      .multiply(exact(b))
                      .subtract(exact(found[0][i]).multiply(exact(a)))
                      .subtract(exact(found[1][i]).multiply(exact(b)))
                      .subtract(exact(found[2][i]));
              assertThat(below ? over : over.negate()).as("element %d", i).isNotNegative();
            }
          }
        }
      }
    }
  }

  /** Up to rounding, the plane for 0 and 1 touches the product along two sides of the box. */
  @Test
  void theTwoEndsAreMcCormicks() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Interval x = interval(manager, new double[][] {{-1, 2}}, DataType.FLOAT64);
      Interval y = interval(manager, new double[][] {{-3, 4}}, DataType.FLOAT64);
      double[][] corners = {{-1, -3}, {-1, 4}, {2, -3}, {2, 4}};
      for (boolean below : new boolean[] {true, false}) {
        NDArray t = manager.create(new double[] {0, 1}, new Shape(1, 2, 1));
        Plane plane = new ProductPlanes(x, y, below).at(t);
        for (int end = 0; end < 2; end++) {
          int touched = 0;
          for (double[] corner : corners) {
            double value =
                doubles(plane.slopes().get(0))[end] * corner[0]
                    + doubles(plane.slopes().get(1))[end] * corner[1]
                    + doubles(plane.intercept())[end];
            touched += Math.abs(value - corner[0] * corner[1]) < 1e-9 ? 1 : 0;
          }
          assertThat(touched).isEqualTo(3);
        }
      }
    }
  }

  @Test
  void derivativesAreDifferences() {
    Random random = new Random(6);
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray l = manager.create(random.doubles(20, -2, 1).toArray(), new Shape(2, 10));
      NDArray u = l.add(manager.create(random.doubles(20, 0.1, 2).toArray(), new Shape(2, 10)));
      Interval x = new Interval(l, u);
      Interval y = new Interval(u.neg(), l.neg().add(1));
      NDArray t = manager.create(random.doubles(60, 0.1, 0.9).toArray(), new Shape(2, 3, 10));
      NDArray a = manager.create(random.doubles(60, -2, 2).toArray(), new Shape(2, 3, 10));
      NDArray b = manager.create(random.doubles(60, -2, 2).toArray(), new Shape(2, 3, 10));
      for (boolean below : new boolean[] {true, false}) {
        ProductPlanes planes = new ProductPlanes(x, y, below);
        double h = 1e-5;
        NDArray more = value(planes.at(t.add(h)), a, b);
        NDArray less = value(planes.at(t.sub(h)), a, b);
        double[] difference = doubles(more.sub(less).div(2 * h));
        double[] derivative = doubles(planes.derivative(t, List.of(a, b)));
        for (int i = 0; i < difference.length; i++) {
          assertThat(derivative[i]).isCloseTo(difference[i], within(1e-8));
        }
      }
    }
  }

  private static NDArray value(Plane plane, NDArray a, NDArray b) {
    return plane.slopes().get(0).mul(a).add(plane.slopes().get(1).mul(b)).add(plane.intercept());
  }

  /** Of many sizes and positions, some of them points, some subnormal. */
  private static double[][] intervals(Random random, DataType format) {
    double[][] ends = new double[N][2];
    for (int i = 0; i < N; i++) {
      int most = format == DataType.FLOAT32 ? 18 : 150;
      double scale = Math.pow(10, most * (2 * random.nextDouble() - 1) * (i % 4) / 3);
      double a = scale * random.nextGaussian();
      double b = i % 7 == 0 ? a : a + scale * Math.pow(10, -4 * random.nextDouble());
      a = format == DataType.FLOAT32 ? (float) a : a;
      b = format == DataType.FLOAT32 ? (float) b : b;
      ends[i] = new double[] {Math.min(a, b), Math.max(a, b)};
    }
    return ends;
  }

  private static Interval interval(NDManager manager, double[][] ends, DataType format) {
    double[] lower = new double[ends.length];
    double[] upper = new double[ends.length];
    for (int i = 0; i < ends.length; i++) {
      lower[i] = ends[i][0];
      upper[i] = ends[i][1];
    }
    Shape shape = new Shape(1, ends.length);
    return new Interval(
        manager.create(lower, shape).toType(format, true),
        manager.create(upper, shape).toType(format, true));
  }

  private static BigDecimal exact(double value) {
    return new BigDecimal(value);
  }

  private static double[] doubles(NDArray array) {
    return Objects.requireNonNull(array).toType(DataType.FLOAT64, true).toDoubleArray();
  }
}
