package ai.faithful.verify.curve;

import static org.assertj.core.api.Assertions.assertThat;

import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.eval.ScalarKernel;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines on random intervals against exact values, with no tolerance. */
class ScalarShapeTest {
  static List<ScalarFunction> functions() {
    return Intervals.functions();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void linesHoldExactly(ScalarFunction function) {
    linesHoldExactly(function, new Random(8), 60);
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("functions")
  void linesHoldExactlyOnManyIntervals(ScalarFunction function) {
    linesHoldExactly(function, new Random(7), 1000);
  }

  private static void linesHoldExactly(ScalarFunction function, Random random, int intervals) {
    ScalarShape shape = ScalarShape.of(function);
    for (int i = 0; i < intervals; i++) {
      double[] ends = Intervals.random(function, random);
      double anchor =
          Math.min(
              ends[1], ends[0] + (i % 2 == 0 ? 0.5 : random.nextDouble()) * (ends[1] - ends[0]));
      List<Line> lines = new ArrayList<>();
      add(lines, shape.below(), 1, ends, anchor);
      add(lines, shape.above(), -1, ends, anchor);
      for (double z : points(ends[0], ends[1], anchor)) {
        check(function, lines, z, ends);
      }
    }
  }

  /** sign f(z) >= slope z + intercept is claimed. */
  private record Line(int sign, double slope, double intercept) {}

  private static void add(
      List<Line> lines, Support support, int sign, double[] ends, double anchor) {
    double l = ends[0];
    double u = ends[1];
    double slope = l == u ? 0 : support.slope(l, u, anchor);
    for (double k : new double[] {slope, (float) slope, 0}) {
      if (Double.isFinite(k)) {
        double b = support.intercept(k, l, u);
        assertThat(b).isNotNaN();
        if (b != Double.NEGATIVE_INFINITY) {
          lines.add(new Line(sign, k, b));
        }
      }
    }
  }

  private static void check(ScalarFunction function, List<Line> lines, double z, double[] ends) {
    double near = ScalarKernel.of(function).applyAsDouble(z);
    BigDecimal exact = null;
    for (Line line : lines) {
      double height = line.slope() * z + line.intercept();
      double sizes = Math.abs(near) + Math.abs(line.slope() * z) + Math.abs(line.intercept());
      if (Double.isFinite(near) && line.sign() * near - height > 1e-12 * sizes + 1e-290) {
        continue;
      }
      if (exact == null) {
        exact = ExactFunctions.value(function, new BigDecimal(z));
      }
      BigDecimal below =
          new BigDecimal(line.slope())
              .multiply(new BigDecimal(z))
              .add(new BigDecimal(line.intercept()));
      BigDecimal above = exact.multiply(BigDecimal.valueOf(line.sign()));
      // The reference has 45 digits itself.
      BigDecimal own = exact.abs().scaleByPowerOfTen(-45);
      if (below.subtract(above).compareTo(own) > 0) {
        throw new AssertionError(
            function
                + ": "
                + line
                + String.format(Locale.ROOT, " at %s in [%s, %s]: ", z, ends[0], ends[1])
                + below.round(new MathContext(25))
                + " > "
                + above.round(new MathContext(25)));
      }
    }
  }

  /** The ends, their neighbours, a grid, and what is near the anchor. */
  private static Set<Double> points(double l, double u, double anchor) {
    Set<Double> points = new TreeSet<>();
    for (double z :
        new double[] {
          l,
          u,
          anchor,
          Math.nextUp(l),
          Math.nextDown(u),
          Math.nextUp(anchor),
          0,
          1,
          -1,
          0.5,
          -0.5,
          3,
          -3
        }) {
      points.add(z);
    }
    for (int i = 1; i < 24; i++) {
      points.add(l + (u - l) * i / 24);
    }
    points.removeIf(z -> z < l || z > u);
    return points;
  }

  /** At its anchor a line is as high as the convex hull of many points of the function. */
  @ParameterizedTest
  @MethodSource("functions")
  void linesSupportTheHull(ScalarFunction function) {
    Random random = new Random(5);
    ScalarShape shape = ScalarShape.of(function);
    for (int i = 0; i < 30; i++) {
      double a = random.nextGaussian() * (i % 2 == 0 ? 3 : 8);
      double b = random.nextGaussian() * (i % 2 == 0 ? 3 : 8);
      double[] ends = Intervals.fitted(function, a, b, random);
      if (function.name().matches("Sin|Cos") && ends[1] - ends[0] > 12) {
        continue; // enclosed by a band
      }
      double anchor = ends[0] + random.nextDouble() * (ends[1] - ends[0]);
      if (!(shape.below() instanceof CurveSupport)) {
        continue; // a grid knows nothing of jumps
      }
      assertSupports(function, shape.below(), ends, anchor);
      assertSupports(function, shape.above(), ends, anchor);
    }
  }

  private static void assertSupports(
      ScalarFunction function, Support support, double[] ends, double anchor) {
    int n = 100;
    double[] z = new double[n + 1];
    double[] y = new double[n + 1];
    double size = 0;
    for (int i = 0; i <= n; i++) {
      z[i] = i == n ? ends[1] : ends[0] + (ends[1] - ends[0]) * i / n;
      y[i] = support.intercept(0, z[i], z[i]);
      size = Math.max(size, Math.abs(y[i] - y[0]));
    }
    double hull = Double.POSITIVE_INFINITY;
    for (int i = 0; i <= n; i++) {
      for (int j = i + 1; z[i] <= anchor && j <= n; j++) {
        if (z[j] >= anchor) {
          hull = Math.min(hull, y[i] + (y[j] - y[i]) * (anchor - z[i]) / (z[j] - z[i]));
        }
      }
    }
    double slope = support.slope(ends[0], ends[1], anchor);
    double height = slope * anchor + support.intercept(slope, ends[0], ends[1]);
    assertThat(height)
        .as("%s, %s, [%s, %s] at %s", function, support, ends[0], ends[1], anchor)
        .isGreaterThan(hull - 0.03 * size - 1e-12);
  }
}
