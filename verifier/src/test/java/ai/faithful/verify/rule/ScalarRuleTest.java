package ai.faithful.verify.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.eval.ScalarKernel;
import ai.faithful.verify.curve.ExactFunctions;
import ai.faithful.verify.curve.Intervals;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scalar functions on the tensor engine: values, slopes, images and lines in both formats. */
class ScalarRuleTest {
  private static final int N = 60;

  static List<ScalarFunction> functions() {
    return Intervals.functions();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void imagesAndLinesHoldExactly(ScalarFunction function) {
    ScalarRule rule = new ScalarRule(function);
    for (DataType format : List.of(DataType.FLOAT64, DataType.FLOAT32)) {
      Random random = new Random(31);
      double[] l = new double[N];
      double[] u = new double[N];
      for (int i = 0; i < N; i++) {
        double[] ends = Intervals.random(function, random);
        boolean single = format == DataType.FLOAT32;
        l[i] = single ? (float) ends[0] : ends[0];
        u[i] = single ? (float) ends[1] : ends[1];
      }
      try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
        NDArray lower = manager.create(l).toType(format, true);
        NDArray upper = manager.create(u).toType(format, true);
        Interval image = rule.image(lower, upper);
        Lines lines = rule.lines(lower, upper);
        double[] least = doubles(image.lower());
        double[] most = doubles(image.upper());
        double[] lowerSlope = doubles(lines.lowerSlope());
        double[] lowerIntercept = doubles(Objects.requireNonNull(lines.lowerIntercept()));
        double[] upperSlope = doubles(lines.upperSlope());
        double[] upperIntercept = doubles(Objects.requireNonNull(lines.upperIntercept()));
        for (int i = 0; i < N; i++) {
          for (double z : new double[] {l[i], u[i], l[i] + 0.5 * (u[i] - l[i])}) {
            BigDecimal x = new BigDecimal(z);
            if (z == 0 && !defined(function)) {
              continue; // a float too small
            }
            BigDecimal y = ExactFunctions.value(function, x);
            assertOrder(0, least[i], x, y, 1);
            assertOrder(0, most[i], x, y, -1);
            assertOrder(lowerSlope[i], lowerIntercept[i], x, y, 1);
            assertOrder(upperSlope[i], upperIntercept[i], x, y, -1);
          }
        }
      }
    }
  }

  private static boolean defined(ScalarFunction function) {
    return Double.isFinite(ScalarKernel.of(function).applyAsDouble(0));
  }

  /** sign (y - slope x - intercept) >= 0, up to the 45 digits of y. */
  private static void assertOrder(
      double slope, double intercept, BigDecimal x, BigDecimal y, int sign) {
    if (Double.isInfinite(intercept)) {
      return;
    }
    BigDecimal line = new BigDecimal(slope).multiply(x).add(new BigDecimal(intercept));
    BigDecimal room = y.subtract(line).multiply(BigDecimal.valueOf(sign));
    assertThat(room.add(y.abs().scaleByPowerOfTen(-45)).signum())
        .as("%s x + %s at %s against %s", slope, intercept, x, y.doubleValue())
        .isNotNegative();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void valuesAndSlopes(ScalarFunction function) {
    ScalarRule rule = new ScalarRule(function);
    DoubleUnaryOperator f = ScalarKernel.of(function);
    double[] x = {-7.3, -2.6, -1.7, -0.77, -0.3, 0.17, 0.6, 1.3, 2.4, 4.1, 8.2};
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      double[] y = doubles(rule.apply(manager.create(x)));
      double[] slope = doubles(rule.derivative(manager.create(x)));
      boolean steps = function.name().matches("Round|Floor|Ceil|Sign");
      for (int i = 0; i < x.length; i++) {
        double expected = f.applyAsDouble(x[i]);
        if (Double.isNaN(expected)) {
          continue;
        }
        assertThat(y[i]).isCloseTo(expected, within(1e-12 * (1 + Math.abs(expected))));
        double h = 1e-6;
        double measured = (f.applyAsDouble(x[i] + h) - f.applyAsDouble(x[i] - h)) / (2 * h);
        if (!steps) {
          assertThat(slope[i])
              .as("%s' at %s", function, x[i])
              .isCloseTo(measured, within(1e-6 * (1 + Math.abs(measured))));
        }
      }
    }
  }

  /** What a tape finds is the derivative. */
  @ParameterizedTest
  @MethodSource("functions")
  void tapesAgree(ScalarFunction function) {
    ScalarRule rule = new ScalarRule(function);
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray x = manager.create(new double[] {0.17, 0.6, 1.3, 2.4, 4.1});
      x.setRequiresGradient(true);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        collector.backward(rule.apply(x).sum());
      }
      if (!function.name().matches("Round|Floor|Ceil|Sign")) {
        double[] expected = doubles(rule.derivative(x.stopGradient()));
        assertThat(doubles(x.getGradient())).containsExactly(expected, within(1e-9));
      }
    }
  }

  /** Without rigour the image has the same ends, but for rounding. */
  @ParameterizedTest
  @MethodSource("functions")
  void plainImagesAgree(ScalarFunction function) {
    ScalarRule rule = new ScalarRule(function);
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray lower = manager.create(new double[] {0.25, 0.5, 1, 3, 0.1}, new Shape(5));
      NDArray upper = manager.create(new double[] {0.75, 2.5, 1.5, 7.25, 6}, new Shape(5));
      assertClose(rule.plainImage(lower, upper), rule.image(lower, upper));
      if (Double.isFinite(ScalarKernel.of(function).applyAsDouble(0))
          && Double.isFinite(ScalarKernel.of(function).applyAsDouble(-1))) {
        NDArray negative = manager.create(new double[] {-0.25, -2.5, -1.5, -7, -3}, new Shape(5));
        assertClose(rule.plainImage(negative, upper), rule.image(negative, upper));
      }
    }
  }

  private static void assertClose(Interval a, Interval b) {
    assertThat(a.lower().sub(b.lower()).abs().max().getDouble()).isLessThan(1e-9);
    assertThat(a.upper().sub(b.upper()).abs().max().getDouble()).isLessThan(1e-9);
  }

  private static double[] doubles(NDArray array) {
    return array.toType(DataType.FLOAT64, false).toDoubleArray();
  }
}
