package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.verify.rule.RandomGraphs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bounds hold in exact arithmetic, with no tolerance, however badly a network is scaled. */
class RoundingTest {
  private static final List<DataType> FORMATS = List.of(DataType.FLOAT64, DataType.FLOAT32);

  @ParameterizedTest
  @ValueSource(ints = {2, 8, 20, 40, 60, 300})
  void wildlyScaledWeights(int range) {
    for (long seed = 0; seed < 6; seed++) {
      Random random = new Random(seed);
      Graph plain =
          seed % 3 == 0 ? RandomGraphs.arranged(random) : RandomGraphs.mlp(random, 3, 5, 5, 4, 2);
      Graph graph = withConstants(plain, random, range);
      check(graph, random, Math.scalb(1.0, random.nextInt(20) - 15));
    }
  }

  /** (x + big) - big is x, but not in floating point. */
  @Test
  void absorbingAdders() {
    for (double big : new double[] {1e7, 1e16, 1e18, 1e30, 0x1p53}) {
      GraphBuilder builder = new GraphBuilder("absorbing");
      String x = builder.input("x", Shape.of(1, 2));
      String up = builder.constant("up", Tensor.ofDoubles(Shape.of(2), big, big / 3));
      x = builder.add("added", new Op.Add(), x, up);
      x = builder.add("removed", new Op.Sub(), x, up);
      x = builder.add("h", new Op.Relu(), x);
      String w = builder.constant("w", Tensor.ofDoubles(Shape.of(2, 2), big, -big, 1, 1 / big));
      check(builder.build(builder.add("y", new Op.MatMul(), x, w)), new Random(1), 0.5);
    }
  }

  /** A product and its negative meet: what is left is rounding alone. */
  @Test
  void cancellation() {
    Random random = new Random(11);
    for (int trial = 0; trial < 10; trial++) {
      GraphBuilder builder = new GraphBuilder("cancelling");
      String x = builder.input("x", Shape.of(1, 4));
      String w = builder.constant("w", RandomGraphs.normal(random, 1e8, 4, 6));
      String h = builder.add("h", new Op.Relu(), builder.add("z", new Op.MatMul(), x, w));
      double[] v = new double[6];
      for (int i = 0; i < 6; i += 2) {
        v[i] = random.nextGaussian() * 1e8;
        v[i + 1] = -v[i] * (1 + (trial % 2) * 0x1p-50);
      }
      String out = builder.constant("v", Tensor.ofDoubles(Shape.of(6, 1), v));
      check(builder.build(builder.add("y", new Op.MatMul(), h, out)), random, 1e-3);
    }
  }

  @Test
  void tinyNumbers() {
    Random random = new Random(4);
    for (double scale : new double[] {1e-40, 1e-160, 1e-300, 1e-310}) {
      GraphBuilder builder = new GraphBuilder("tiny");
      String x = builder.input("x", Shape.of(1, 3));
      String w = builder.constant("w", RandomGraphs.normal(random, scale, 3, 4));
      String h = builder.add("h", new Op.Relu(), builder.add("z", new Op.MatMul(), x, w));
      String v =
          builder.constant("v", RandomGraphs.normal(random, Math.min(1 / scale, 1e300), 4, 2));
      check(builder.build(builder.add("y", new Op.MatMul(), h, v)), random, 0.1);
    }
  }

  @Test
  void overflowIsUnknown() {
    GraphBuilder builder = new GraphBuilder("overflowing");
    String x = builder.input("x", Shape.of(1, 2));
    String w = builder.constant("w", Tensor.filled(Shape.of(2, 2), 1e200));
    x = builder.add("z", new Op.MatMul(), x, w);
    x = builder.add("h", new Op.Relu(), x);
    Graph graph = builder.build(builder.add("y", new Op.MatMul(), x, w));
    check(graph, new Random(1), 0.5);
    Bounds crown =
        Bounds.crown(graph, new double[][] {{0, 0}}, new double[][] {{1, 1}}, DataType.FLOAT64);
    assertThat(crown.upper()[0][0]).isEqualTo(Double.POSITIVE_INFINITY);
  }

  /** A bound on a network with enclosed constants holds for every network they enclose. */
  @Test
  void enclosedConstants() {
    for (long seed = 0; seed < 6; seed++) {
      Random random = new Random(seed);
      Graph middle =
          switch ((int) seed % 3) {
            case 0 -> RandomGraphs.mlp(random, 3, 5, 4, 2);
            case 1 -> RandomGraphs.convNet(random);
            default -> RandomGraphs.arranged(random);
          };
      Map<String, Constant> enclosed = new LinkedHashMap<>();
      Map<String, Constant> member = new LinkedHashMap<>();
      middle
          .constants()
          .forEach(
              (name, constant) -> {
                double[] radius = new double[constant.value().size()];
                double[] moved = constant.value().toDoubles();
                for (int i = 0; i < radius.length; i++) {
                  // The divisor stays a power of two, for exact evaluation.
                  radius[i] = name.equals("deviation") ? 0x1p-5 : 0x1p-20 * random.nextInt(3);
                  boolean move = !name.equals("deviation") && random.nextBoolean();
                  moved[i] += move ? Math.copySign(radius[i], moved[i]) : 0;
                }
                Shape shape = constant.shape();
                enclosed.put(
                    name,
                    new Constant(constant.value(), Optional.of(Tensor.ofDoubles(shape, radius))));
                member.put(name, Constant.exact(Tensor.ofDoubles(shape, moved)));
              });
      check(with(middle, enclosed), with(middle, member), random, 0.01);
    }
  }

  /** However large or small a divisor is, what it is off by counts. */
  @ParameterizedTest
  @ValueSource(ints = {-600, -140, -100, -70, 0, 65, 100, 126, 600})
  void enclosedDivisors(int exponent) {
    double size = Math.scalb(1.0, exponent);
    Constant enclosed =
        new Constant(
            Tensor.ofDoubles(Shape.of(2), size, -size),
            Optional.of(Tensor.ofDoubles(Shape.of(2), size / 8, size / 8)));
    for (double member : new double[] {size * 0.875, size * 1.125}) {
      Constant exact = Constant.exact(Tensor.ofDoubles(Shape.of(2), member, -member));
      check(quotient(enclosed), quotient(exact), new Random(exponent), 0.25);
    }
  }

  private static Graph quotient(Constant divisor) {
    GraphBuilder builder = new GraphBuilder("quotient");
    String x = builder.input("x", Shape.of(1, 2));
    return builder.build(builder.add("y", new Op.Div(), x, builder.constant("divisor", divisor)));
  }

  /** Both lines of a ReLU enclose it at the ends of the interval, in exact arithmetic. */
  @Test
  void reluLinesHoldExactly() {
    Random random = new Random(9);
    int n = 20_000;
    for (DataType format : FORMATS) {
      double[] low = new double[n];
      double[] high = new double[n];
      for (int i = 0; i < n; i++) {
        int range = format == DataType.FLOAT32 ? 120 : 1000;
        double a = random.nextGaussian() * Math.scalb(1.0, random.nextInt(range) - range / 2);
        double b = random.nextGaussian() * Math.scalb(1.0, random.nextInt(range) - range / 2);
        b = i % 3 == 0 ? -a * (1 + random.nextInt(3) * 0x1p-20) : b;
        b = i % 17 == 0 ? Double.MIN_VALUE * random.nextInt(4) : b;
        a = format == DataType.FLOAT32 ? (float) a : a;
        b = format == DataType.FLOAT32 ? (float) b : b;
        low[i] = Math.min(a, b);
        high[i] = Math.max(a, b);
      }
      ReluLines.check(low, high, format);
    }
  }

  @Test
  void coefficientsCoverTheirOwnRoundings() {
    for (ai.faithful.verify.rule.Precision precision : ai.faithful.verify.rule.Precision.values()) {
      double u = precision.unitRoundoff();
      for (int n : new int[] {1, 2, 10, 784, 100_000}) {
        double gamma = n * u / (1 - n * u);
        assertThat(Rounding.gamma(n, precision)).isGreaterThanOrEqualTo(gamma);
        double lifted = Rounding.inflation(n, precision) * (1 - gamma) * (1 - u) * (1 - u);
        assertThat(lifted).isGreaterThanOrEqualTo(1);
      }
    }
  }

  @Test
  void outwardStepsPassTheNeighbour() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      double[] values = {0, 1, -1, 1e300, -1e-300, Double.MIN_VALUE, 0x1p-1022, 3, 1 - 0x1p-53};
      NDArray x = manager.create(values);
      double[] up = Rounding.up(x).toDoubleArray();
      double[] down = Rounding.down(x).toDoubleArray();
      for (int i = 0; i < values.length; i++) {
        assertThat(up[i]).isGreaterThanOrEqualTo(Math.nextUp(values[i]));
        assertThat(down[i]).isLessThanOrEqualTo(Math.nextDown(values[i]));
      }
    }
  }

  private static void check(Graph graph, Random random, double eps) {
    check(graph, graph, random, eps);
  }

  private static void check(Graph bounded, Graph evaluated, Random random, double eps) {
    int size = bounded.inputs().get(0).shape().size();
    double[][] center = CrownTest.points(random, 2, size);
    double[][] low = CrownTest.shifted(center, -eps);
    double[][] high = CrownTest.shifted(center, eps);
    // A region that is a point: nothing but rounding is left.
    low[1] = high[1];
    for (DataType format : FORMATS) {
      Bounds interval = Bounds.interval(bounded, low, high, format);
      Bounds crown = Bounds.crown(bounded, low, high, format);
      Bounds forward = Bounds.forward(bounded, low, high, format);
      for (int s = 0; s < 8; s++) {
        for (int b = 0; b < 2; b++) {
          double[] x = new double[size];
          for (int i = 0; i < size; i++) {
            x[i] = random.nextBoolean() ? low[b][i] : high[b][i];
          }
          CrownTest.assertInside(evaluated, x, b, interval);
          CrownTest.assertInside(evaluated, x, b, crown);
          CrownTest.assertInside(evaluated, x, b, forward);
        }
      }
    }
  }

  private static Graph withConstants(Graph graph, Random random, int range) {
    Map<String, Constant> constants = new LinkedHashMap<>();
    graph
        .constants()
        .forEach(
            (name, constant) -> {
              double[] elements = constant.value().toDoubles();
              for (int i = 0; i < elements.length; i++) {
                elements[i] *= Math.scalb(1.0, random.nextInt(2 * range) - range);
              }
              constants.put(name, Constant.exact(Tensor.ofDoubles(constant.shape(), elements)));
            });
    return with(graph, constants);
  }

  private static Graph with(Graph graph, Map<String, Constant> constants) {
    return new Graph(graph.name(), graph.inputs(), constants, graph.nodes(), graph.outputs());
  }
}
