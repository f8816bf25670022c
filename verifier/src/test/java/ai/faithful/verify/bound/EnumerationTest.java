package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Exact maxima of tiny ReLU networks of two inputs and one hidden layer, by enumeration: on each
 * piece between the lines z_i = 0 the network is linear, so that its maximum over a box is at a
 * corner, where a line crosses the box's boundary, or where two lines cross. The vertices are
 * rational; their values are found exactly up to 10^-60 and compared with no tolerance.
 */
class EnumerationTest {
  private static final int NEURONS = 5;
  private static final MathContext DIGITS = new MathContext(80);
  private static final BigDecimal SLIVER = new BigDecimal("1e-60");

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 25})
  void certifiedMaximaAreNotBelowTheExactOnes(int range) {
    double tightest = Double.POSITIVE_INFINITY;
    for (long seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      double[] w = numbers(random, range, 2 * NEURONS);
      double[] b = numbers(random, range, NEURONS);
      double[] v = numbers(random, range, NEURONS);
      Graph graph = network(w, b, v);
      double[] low = {random.nextGaussian(), random.nextGaussian()};
      double[] high = {low[0] + random.nextDouble(), low[1] + random.nextDouble()};
      BigDecimal most = null;
      for (BigDecimal[] vertex : vertices(w, b, low, high)) {
        BigDecimal value = value(w, b, v, vertex);
        most = most == null ? value : most.max(value);
      }
      BigDecimal exact = Objects.requireNonNull(most).subtract(SLIVER);
      for (DataType type : List.of(DataType.FLOAT64, DataType.FLOAT32)) {
        double[][] lows = {low};
        double[][] highs = {high};
        double interval = Bounds.interval(graph, lows, highs, type).upper()[0][0];
        double crown = Bounds.crown(graph, lows, highs, type).upper()[0][0];
        assertThat(new BigDecimal(interval)).as("seed " + seed).isGreaterThanOrEqualTo(exact);
        assertThat(new BigDecimal(crown)).as("seed " + seed).isGreaterThanOrEqualTo(exact);
        tightest = Math.min(tightest, crown - exact.doubleValue());
      }
    }
    // Some of these networks have one piece only: there the bound is the maximum itself.
    assertThat(tightest).isLessThan(1e-9);
  }

  private static double[] numbers(Random random, int range, int count) {
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      int exponent = range == 0 ? 0 : random.nextInt(2 * range) - range;
      numbers[i] = Math.scalb(random.nextGaussian(), exponent);
    }
    return numbers;
  }

  /** v . relu(x W + b). */
  private static Graph network(double[] w, double[] b, double[] v) {
    GraphBuilder builder = new GraphBuilder("tiny");
    String x = builder.input("x", Shape.of(1, 2));
    String first = builder.constant("w", Tensor.ofDoubles(Shape.of(2, NEURONS), w));
    String bias = builder.constant("b", Tensor.ofDoubles(Shape.of(NEURONS), b));
    String last = builder.constant("v", Tensor.ofDoubles(Shape.of(NEURONS, 1), v));
    String z = builder.add("z", new Op.Add(), builder.add("p", new Op.MatMul(), x, first), bias);
    String h = builder.add("h", new Op.Relu(), z);
    return builder.build(builder.add("y", new Op.MatMul(), h, last));
  }

  private static BigDecimal value(double[] w, double[] b, double[] v, BigDecimal[] x) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < NEURONS; i++) {
      BigDecimal z =
          x[0].multiply(new BigDecimal(w[i]))
              .add(x[1].multiply(new BigDecimal(w[NEURONS + i])))
              .add(new BigDecimal(b[i]));
      sum = sum.add(z.max(BigDecimal.ZERO).multiply(new BigDecimal(v[i])));
    }
    return sum;
  }

  /** Corners, crossings of a line and an edge, crossings of two lines; inside the box. */
  private static List<BigDecimal[]> vertices(double[] w, double[] b, double[] low, double[] high) {
    // Lines a x + c y + d = 0: those of the neurons, and the box's sides.
    List<BigDecimal[]> lines = new ArrayList<>();
    for (int i = 0; i < b.length; i++) {
      lines.add(
          new BigDecimal[] {
            new BigDecimal(w[i]), new BigDecimal(w[b.length + i]), new BigDecimal(b[i])
          });
    }
    for (double[] end : new double[][] {low, high}) {
      lines.add(new BigDecimal[] {BigDecimal.ONE, BigDecimal.ZERO, new BigDecimal(-end[0])});
      lines.add(new BigDecimal[] {BigDecimal.ZERO, BigDecimal.ONE, new BigDecimal(-end[1])});
    }
    List<BigDecimal[]> inside = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      for (int j = 0; j < i; j++) {
        BigDecimal[] p = lines.get(i);
        BigDecimal[] q = lines.get(j);
        BigDecimal det = p[0].multiply(q[1]).subtract(p[1].multiply(q[0]));
        if (det.signum() == 0) {
          continue;
        }
        BigDecimal x = p[1].multiply(q[2]).subtract(p[2].multiply(q[1])).divide(det, DIGITS);
        BigDecimal y = p[2].multiply(q[0]).subtract(p[0].multiply(q[2])).divide(det, DIGITS);
        if (isWithin(x, low[0], high[0]) && isWithin(y, low[1], high[1])) {
          inside.add(new BigDecimal[] {x, y});
        }
      }
    }
    return inside;
  }

  private static boolean isWithin(BigDecimal v, double low, double high) {
    return v.compareTo(new BigDecimal(low)) >= 0 && v.compareTo(new BigDecimal(high)) <= 0;
  }
}
