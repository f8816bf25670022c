package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Tensor;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.RandomGraphs;
import ai.faithful.verify.rule.Scope;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlphaCrownTest {
  private static final BoundSettings ALPHA =
      BoundSettings.CROWN.withMethod(Method.ALPHA_CROWN).withIterations(20);

  /** A network and three boxes. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares questions
  private record Question(Graph graph, double[][] low, double[][] high) {
    static Question of(Random random, long seed) {
      Graph graph =
          seed % 2 == 0 ? RandomGraphs.convNet(random) : RandomGraphs.mlp(random, 6, 12, 12, 8, 3);
      int size = graph.inputs().get(0).shape().size();
      double[][] center = CrownTest.points(random, 3, size);
      return new Question(
          graph, CrownTest.shifted(center, -0.05 * seed), CrownTest.shifted(center, 0.05 * seed));
    }
  }

  /** THEORY 5.7. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void knownAnchor(Precision precision) {
    Bounds alpha =
        Bounds.by(
            ALPHA.withPrecision(precision),
            CrownTest.toy(),
            new double[][] {{-1, -2}},
            new double[][] {{2, 1}});
    assertThat(alpha.lower()[0][0]).isCloseTo(-3, within(1e-4));
    assertThat(alpha.upper()[0][0]).isCloseTo(2, within(1e-4)).isGreaterThanOrEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void eachMethodIsNoLooserAndHoldsEverySample(long seed) {
    Random random = new Random(seed);
    Question question = Question.of(random, seed);
    Graph graph = question.graph();
    double[][] low = question.low();
    double[][] high = question.high();
    Bounds before = null;
    for (Method method :
        new Method[] {Method.IBP, Method.CROWN_IBP, Method.CROWN, Method.ALPHA_CROWN}) {
      Bounds bounds = Bounds.by(ALPHA.withMethod(method), graph, low, high);
      Bounds single =
          Bounds.by(ALPHA.withMethod(method).withPrecision(Precision.FLOAT32), graph, low, high);
      for (int b = 0; b < low.length; b++) {
        for (int i = 0; i < bounds.lower()[b].length; i++) {
          if (before != null) {
            // The same lines may be pulled along in another order: up to rounding.
            assertThat(bounds.lower()[b][i])
                .as("%s, seed %d", method, seed)
                .isGreaterThanOrEqualTo(before.lower()[b][i] - 1e-9);
            assertThat(bounds.upper()[b][i]).isLessThanOrEqualTo(before.upper()[b][i] + 1e-9);
          }
          if (method != Method.ALPHA_CROWN) {
            assertThat(single.lower()[b][i]).isLessThanOrEqualTo(bounds.lower()[b][i]);
            assertThat(single.upper()[b][i]).isGreaterThanOrEqualTo(bounds.upper()[b][i]);
          }
        }
        for (int s = 0; s < 20; s++) {
          double[] x = point(random, low[b], high[b], s % 2 == 0);
          CrownTest.assertInside(graph, x, b, bounds);
          CrownTest.assertInside(graph, x, b, single);
        }
      }
      before = bounds;
    }
  }

  /**
   * With the same slopes and hidden boxes, single precision is never the tighter; searches of their
   * own may find better slopes in either.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  @SuppressWarnings("try") // the scope frees what is made inside it
  void singlePrecisionEnclosesDoubleForTheSameSlopes(long seed) {
    Random random = new Random(seed);
    Question question = Question.of(random, seed);
    Graph graph = question.graph();
    double[][] low = question.low();
    double[][] high = question.high();
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        Scope scope = new Scope()) {
      Network wide = Network.of(graph, manager, DataType.FLOAT64);
      Network single = Network.of(graph, manager, DataType.FLOAT32);
      Map<String, Box> boxes =
          Crown.intermediate(
              wide, Bounds.inputs(manager, graph, low, high, DataType.FLOAT64), Rounding.RIGOROUS);
      Map<String, Box> outward = new HashMap<>();
      boxes.forEach((value, box) -> outward.put(value, single(manager, graph, value, box)));
      try (Relaxation exact = new Relaxation(wide, Map.of(), boxes, Rounding.RIGOROUS, false);
          Relaxation rounded =
              new Relaxation(single, Map.of(), outward, Rounding.RIGOROUS, false)) {
        Rows rows = units(manager, graph, 3);
        Rows near = rows.near(DataType.FLOAT32);
        Slopes slopes = SlopeSearch.best(exact, single, rows.count(), near::plant, 10, n -> {});
        double[] ofWide = lower(exact, rows, slopes);
        double[] ofSingle = lower(rounded, near, nearest(slopes));
        for (int i = 0; i < ofWide.length; i++) {
          assertThat(ofSingle[i]).as("seed %d, row %d", seed, i).isLessThanOrEqualTo(ofWide[i]);
          assertThat(ofSingle[i]).isGreaterThanOrEqualTo(ofWide[i] - 1e-2);
        }
      }
    }
  }

  private static double[] lower(Relaxation relaxation, Rows rows, Slopes slopes) {
    BackwardPass pass = new BackwardPass(relaxation, rows.count(), slopes, null);
    rows.plant(pass);
    return Bounds.doubles(pass.lowerBound());
  }

  private static Slopes nearest(Slopes slopes) {
    Map<String, NDArray> lower = new HashMap<>();
    slopes.lower().forEach((name, t) -> lower.put(name, t.toType(DataType.FLOAT32, true)));
    return new Slopes(lower, Map.of());
  }

  /** The box with ends rounded outward. */
  private static Box single(NDManager manager, Graph graph, String value, Box box) {
    int n = graph.shapeOf(value).size();
    double[] low = box.lower().toDoubleArray();
    double[] high = box.upper().toDoubleArray();
    double[][] lows = new double[low.length / n][];
    double[][] highs = new double[lows.length][];
    for (int b = 0; b < lows.length; b++) {
      lows[b] = Arrays.copyOfRange(low, b * n, (b + 1) * n);
      highs[b] = Arrays.copyOfRange(high, b * n, (b + 1) * n);
    }
    return Box.of(manager, graph.shapeOf(value), lows, highs, DataType.FLOAT32);
  }

  /** The output's elements and their negatives. */
  private static Rows units(NDManager manager, Graph graph, int regions) {
    String output = graph.outputs().get(0);
    int n = graph.shapeOf(output).size();
    NDArray unit = manager.eye(n, n, 0, DataType.FLOAT64);
    NDArray a =
        NDArrays.concat(new NDList(unit, unit.neg()))
            .expandDims(0)
            .repeat(0, regions)
            .reshape(new Shape(regions, 2L * n).addAll(Bounds.dims(graph, output)));
    return new Rows(Map.of(output, a), manager.zeros(new Shape(regions, 2L * n), DataType.FLOAT64));
  }

  /** A rectified layer, most of it never active, under other operators than a layer. */
  @Test
  void inactiveElementsUnderOtherOperators() {
    Random random = new Random(9);
    GraphBuilder builder = new GraphBuilder("gated");
    String x = builder.input("x", ai.faithful.ir.Shape.of(1, 3));
    String w = builder.constant("w", RandomGraphs.normal(random, 1, 3, 10));
    double[] far = new double[10];
    Arrays.fill(far, 2, 10, -50);
    String b = builder.constant("b", Tensor.ofDoubles(ai.faithful.ir.Shape.of(10), far));
    x = builder.add("z", new Op.Add(), builder.add("m", new Op.MatMul(), x, w), b);
    x = builder.add("h", new Op.Relu(), x);
    String v = builder.constant("v", RandomGraphs.normal(random, 1, 10, 10));
    String gate = builder.add("gate", new Op.MatMul(), x, v);
    String gated = builder.add("gated", new Op.Mul(), x, gate);
    String bent = builder.add("bent", new Op.Elementwise(new ScalarFunction.Tanh()), x);
    String sum = builder.add("sum", new Op.Add(), gated, bent);
    String u = builder.constant("u", RandomGraphs.normal(random, 1, 10, 3));
    Graph graph = builder.build(builder.add("y", new Op.MatMul(), sum, u));
    double[][] low = {{-1, -1, -1}, {-0.5, 0.5, 0}};
    double[][] high = {{1, 1, 1}, {0.5, 0.75, 1}};
    for (Precision precision : Precision.values()) {
      Bounds bounds = Bounds.by(ALPHA.withPrecision(precision), graph, low, high);
      for (int s = 0; s < 20; s++) {
        CrownTest.assertInside(graph, point(random, low[s % 2], high[s % 2], true), s % 2, bounds);
      }
    }
  }

  private static double[] point(Random random, double[] low, double[] high, boolean corner) {
    double[] x = new double[low.length];
    for (int i = 0; i < x.length; i++) {
      double share = corner ? random.nextInt(2) : random.nextDouble();
      x[i] = Math.min(high[i], Math.max(low[i], low[i] + share * (high[i] - low[i])));
    }
    return x;
  }

  @Test
  void searchedSlopesAreTighterOnAWideRegion() {
    Random random = new Random(17);
    Graph graph = RandomGraphs.mlp(random, 8, 20, 20, 20, 3);
    double[][] center = CrownTest.points(random, 4, 8);
    double[][] low = CrownTest.shifted(center, -0.3);
    double[][] high = CrownTest.shifted(center, 0.3);
    double crown = width(Bounds.by(BoundSettings.CROWN, graph, low, high));
    double alpha = width(Bounds.by(ALPHA, graph, low, high));
    assertThat(alpha).isLessThan(0.97 * crown);
  }

  private static double width(Bounds bounds) {
    double width = 0;
    for (int b = 0; b < bounds.lower().length; b++) {
      for (int i = 0; i < bounds.lower()[b].length; i++) {
        width += bounds.upper()[b][i] - bounds.lower()[b][i];
      }
    }
    return width;
  }

  @Test
  void threadsAndMemoryDoNotChangeWhatIsBounded() {
    Random random = new Random(23);
    Graph graph = RandomGraphs.mlp(random, 40, 200, 200, 10);
    double[][] center = CrownTest.points(random, 6, 40);
    double[][] low = CrownTest.shifted(center, -0.05);
    double[][] high = CrownTest.shifted(center, 0.05);
    Bounds one = Bounds.by(BoundSettings.CROWN.withMemory(1L << 26), graph, low, high);
    Bounds two =
        Bounds.by(BoundSettings.CROWN.withThreads(3).withMemory(1 << 24), graph, low, high);
    for (int b = 0; b < low.length; b++) {
      for (int i = 0; i < 10; i++) {
        assertThat(two.lower()[b][i]).isCloseTo(one.lower()[b][i], within(1e-9));
        assertThat(two.upper()[b][i]).isCloseTo(one.upper()[b][i], within(1e-9));
      }
    }
  }

  /** The closed form of THEORY 5.5 against differences of the bound, where no sign changes. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closedFormGradient(boolean conv) {
    Random random = new Random(3);
    Graph graph = conv ? RandomGraphs.convNet(random) : RandomGraphs.mlp(random, 6, 12, 12, 8, 3);
    int size = graph.inputs().get(0).shape().size();
    double[][] center = CrownTest.points(random, 2, size);
    double[][] low = CrownTest.shifted(center, -0.2);
    double[][] high = CrownTest.shifted(center, 0.2);
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Network network = Network.of(graph, manager, DataType.FLOAT64);
      Map<String, Box> inputs = Bounds.inputs(manager, graph, low, high, DataType.FLOAT64);
      Map<String, Box> boxes = Crown.intermediate(network, inputs, Rounding.NONE);
      String output = graph.outputs().get(0);
      double[] a = {1, -1, 0.5, 0, 1, -1, -2, 1, 1, 1, 0, -1};
      Rows rows =
          new Rows(
              Map.of(output, manager.create(a, new Shape(2, 2).addAll(Bounds.dims(graph, output)))),
              manager.zeros(new Shape(2, 2), DataType.FLOAT64));
      SlopeGradients.check(network, inputs, boxes, rows);
    }
  }

  /** A thousand certifications in one process leave no native memory behind. */
  @Test
  void arraysDoNotPileUp() {
    Random random = new Random(5);
    Graph graph = RandomGraphs.mlp(random, 4, 6, 5, 3);
    double[][] low = {{0, 0, 0, 0}, {1, 0, 0, 0}};
    double[][] high = {{1, 1, 1, 1}, {2, 1, 1, 1}};
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        LinearBounds bounds =
            LinearBounds.of(graph, manager, ALPHA.withIterations(3).withThreads(2))) {
      Bounds.pilesNothingUp(manager, 1000, scope -> Bounds.of(bounds, scope, low, high));
    }
  }
}
