package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.RandomGraphs;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rows over dense layers that read one input, beside their least values in exact arithmetic. */
class InputStepTest {
  private static final int INPUTS = 900;
  private static final int NEURONS = 30;
  private static final int REGIONS = 2;

  private final Random random = new Random(7);
  private final Tensor first = RandomGraphs.normal(random, 1, INPUTS, NEURONS);
  private final Tensor second = RandomGraphs.normal(random, 1e-3, INPUTS, NEURONS);

  @Test
  void holdsForFewRows() {
    check(2, false);
  }

  @Test
  void holdsForSomeRegionsAtATime() {
    check(200, false);
  }

  @Test
  void holdsForSomeRowsAtATime() {
    check(400, false);
  }

  @Test
  void holdsWithOtherRowsOnTheInput() {
    check(20, true);
  }

  private void check(int rows, boolean onInput) {
    double[][] low = new double[REGIONS][INPUTS];
    double[][] high = new double[REGIONS][INPUTS];
    for (int b = 0; b < REGIONS; b++) {
      for (int i = 0; i < INPUTS; i++) {
        low[b][i] = Math.max(0, random.nextGaussian()) * (b + 1);
        high[b][i] = low[b][i] + random.nextDouble() / 7;
      }
    }
    Map<String, double[][][]> a = new LinkedHashMap<>();
    a.put("first", coefficients(rows, NEURONS));
    a.put("second", coefficients(rows, NEURONS));
    a.put("x", onInput ? coefficients(rows, INPUTS) : new double[REGIONS][rows][INPUTS]);
    for (Precision precision : Precision.values()) {
      double[][] bound = bound(precision, low, high, rows, onInput, a);
      for (int b = 0; b < REGIONS; b++) {
        for (int r = 0; r < rows; r += 1 + rows / 7) {
          BigDecimal least = least(a, low[b], high[b], b, r);
          assertThat(new BigDecimal(bound[b][r])).isLessThanOrEqualTo(least);
          double near = precision == Precision.FLOAT64 ? 1e-7 : 100;
          assertThat(least.doubleValue() - bound[b][r]).isLessThan(near);
        }
      }
    }
  }

  /** Numbers that float32 holds. */
  private double[][][] coefficients(int rows, int size) {
    double[][][] a = new double[REGIONS][rows][size];
    for (double[][] region : a) {
      for (double[] row : region) {
        for (int i = 0; i < size; i++) {
          row[i] = (float) random.nextGaussian();
        }
      }
    }
    return a;
  }

  private double[][] bound(
      Precision precision,
      double[][] low,
      double[][] high,
      int rows,
      boolean onInput,
      Map<String, double[][][]> a) {
    Map<String, double[][][]> touched = new LinkedHashMap<>(a);
    if (!onInput) {
      touched.remove("x");
    }
    try (NDManager manager = NDManager.newBaseManager();
        LinearBounds bounds =
            LinearBounds.of(graph(), manager, BoundSettings.CROWN.withPrecision(precision))) {
      Map<String, Box> inputs =
          Map.of("x", Box.of(manager, Shape.of(1, INPUTS), low, high, precision.type()));
      return bounds.lowerBound(
          inputs, bounds.intermediate(inputs), touched, new double[REGIONS][rows], false);
    }
  }

  private Graph graph() {
    GraphBuilder builder = new GraphBuilder("two layers of one input");
    String x = builder.input("x", Shape.of(1, INPUTS));
    String y = builder.add("first", new Op.MatMul(), x, builder.constant("v", first));
    String flat = builder.add("flat", new Op.Reshape(Shape.of(INPUTS)), x);
    String z = builder.add("second", new Op.MatMul(), flat, builder.constant("w", second));
    return builder.build(builder.add("sum", new Op.Add(), y, z));
  }

  private BigDecimal least(
      Map<String, double[][][]> a, double[] low, double[] high, int region, int row) {
    BigDecimal least = BigDecimal.ZERO;
    for (int i = 0; i < INPUTS; i++) {
      BigDecimal slope = new BigDecimal(Objects.requireNonNull(a.get("x"))[region][row][i]);
      for (int k = 0; k < NEURONS; k++) {
        slope =
            slope.add(
                product(
                    first.at(i * NEURONS + k),
                    Objects.requireNonNull(a.get("first"))[region][row][k]));
        slope =
            slope.add(
                product(
                    second.at(i * NEURONS + k),
                    Objects.requireNonNull(a.get("second"))[region][row][k]));
      }
      double end = slope.signum() > 0 ? low[i] : high[i];
      least = least.add(slope.multiply(new BigDecimal(end)));
    }
    return least;
  }

  private static BigDecimal product(double x, double y) {
    return new BigDecimal(x).multiply(new BigDecimal(y));
  }
}
