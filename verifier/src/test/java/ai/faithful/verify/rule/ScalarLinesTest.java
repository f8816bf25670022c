package ai.faithful.verify.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.verify.curve.ExactFunctions;
import ai.faithful.verify.curve.Intervals;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lines to choose from: every one holds, and their derivatives and magnitudes are what they say.
 */
class ScalarLinesTest {
  private static final int N = 40;
  private static final int ROWS = 4;

  static List<ScalarFunction> functions() {
    return Intervals.functions();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void everyChoiceHolds(ScalarFunction function) {
    for (DataType format : List.of(DataType.FLOAT64, DataType.FLOAT32)) {
      Random random = new Random(3);
      double[] l = new double[N];
      double[] u = new double[N];
      for (int i = 0; i < N; i++) {
        double[] ends = Intervals.random(function, random);
        l[i] = format == DataType.FLOAT32 ? (float) ends[0] : ends[0];
        u[i] = format == DataType.FLOAT32 ? (float) ends[1] : ends[1];
      }
      try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
        NDArray lower = manager.create(l, new Shape(1, N)).toType(format, true);
        NDArray upper = manager.create(u, new Shape(1, N)).toType(format, true);
        AdjustableLines lines = new ScalarRule(function).adjustable(lower, upper);
        check(function, lines.lower(), 1, l, u, random, manager, format);
        check(function, lines.upper(), -1, l, u, random, manager, format);
      }
    }
  }

  private static void check(
      ScalarFunction function,
      @org.jspecify.annotations.Nullable AdjustableLine line,
      int sign,
      double[] l,
      double[] u,
      Random random,
      NDManager manager,
      DataType format) {
    if (line == null) {
      return;
    }
    double[] least = doubles(line.least());
    double[] most = doubles(line.most());
    double[] start = doubles(line.start());
    double[] t = new double[ROWS * N];
    for (int i = 0; i < N; i++) {
      assertThat(start[i]).isBetween(least[i], most[i]);
      for (int r = 0; r < ROWS; r++) {
        double value = least[i] + random.nextDouble() * (most[i] - least[i]);
        value = format == DataType.FLOAT32 ? (float) value : value;
        t[r * N + i] =
            r == 0 ? least[i] : r == 1 ? most[i] : Math.min(most[i], Math.max(least[i], value));
      }
    }
    NDArray parameters = manager.create(t, new Shape(1, ROWS, N)).toType(format, true);
    Line chosen = line.at(parameters);
    double[] slope = doubles(chosen.slope());
    double[] intercept = doubles(Objects.requireNonNull(chosen.intercept()));
    double[] steepest = doubles(line.magnitude().slope());
    double[] largest = doubles(Objects.requireNonNull(line.magnitude().intercept()));
    for (int i = 0; i < t.length; i++) {
      int element = i % N;
      assertThat(Math.abs(slope[i])).isLessThanOrEqualTo(steepest[element]);
      if (Double.isInfinite(intercept[i])) {
        continue;
      }
      assertThat(Math.abs(intercept[i])).isLessThanOrEqualTo(largest[element]);
      for (double z : new double[] {l[element], u[element], 0.5 * l[element] + 0.5 * u[element]}) {
        if (z == 0 && function.name().matches("Reciprocal|Power|Log")) {
          continue;
        }
        BigDecimal y = ExactFunctions.value(function, new BigDecimal(z));
        BigDecimal height =
            new BigDecimal(slope[i]).multiply(new BigDecimal(z)).add(new BigDecimal(intercept[i]));
        BigDecimal room = y.subtract(height).multiply(BigDecimal.valueOf(sign));
        assertThat(room.add(y.abs().scaleByPowerOfTen(-45)).signum())
            .as("%s t=%s [%s, %s]", function, t[i], l[element], u[element])
            .isNotNegative();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void derivativesSteer(ScalarFunction function) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      double[] l = {0.3, 0.4, 1, 0.2, 0.1};
      double[] u = {1.1, 2.5, 6.5, 9, 3.3};
      boolean anywhere = !function.name().matches("Reciprocal|Power|Log|Sqrt");
      for (int side = 0; side < (anywhere ? 2 : 1); side++) {
        NDArray lower = manager.create(l, new Shape(1, 5)).mul(side == 0 ? 1 : -1);
        NDArray upper = manager.create(u, new Shape(1, 5));
        AdjustableLines lines = new ScalarRule(function).adjustable(lower, upper);
        for (AdjustableLine line : java.util.Arrays.asList(lines.lower(), lines.upper())) {
          if (line != null) {
            assertDerivative(function, line, manager);
          }
        }
      }
    }
  }

  private static void assertDerivative(
      ScalarFunction function, AdjustableLine line, NDManager manager) {
    double[] least = doubles(line.least());
    double[] most = doubles(line.most());
    double[] t = new double[least.length];
    double[] h = new double[least.length];
    for (int i = 0; i < t.length; i++) {
      t[i] = 0.4 * least[i] + 0.6 * most[i];
      h[i] = 1e-4 * (most[i] - least[i]);
    }
    Shape shape = new Shape(1, 1, t.length);
    NDArray middle = manager.create(t, shape);
    NDArray step = manager.create(h, shape);
    NDArray z = manager.create(new double[] {0.7, 1.1, 2, 3, 0.9}, shape);
    double[] derivative = doubles(line.derivative(middle, z).mul(step).mul(2));
    Line after = line.at(middle.add(step));
    Line before = line.at(middle.sub(step));
    double[] change =
        doubles(
            after
                .slope()
                .sub(before.slope())
                .mul(z)
                .add(Objects.requireNonNull(after.intercept()))
                .sub(Objects.requireNonNull(before.intercept())));
    for (int i = 0; i < t.length; i++) {
      assertThat(derivative[i])
          .as("%s at %s", function, t[i])
          .isCloseTo(change[i], within(1e-3 * Math.abs(change[i]) + 1e-9));
    }
  }

  private static double[] doubles(NDArray array) {
    return array.toType(DataType.FLOAT64, false).toDoubleArray();
  }
}
