package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.verify.SettingException;
import ai.faithful.verify.rule.RandomGraphs;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forward bounds: anchors, order, several inputs; samples are held against them elsewhere too. */
class ForwardTest {
  private static final BoundSettings FORWARD = BoundSettings.CROWN.withMethod(Method.FORWARD);

  /** THEORY 5.7: with two layers, forward and backward bounds through the same lines are equal. */
  @Test
  void knownAnchor() {
    Bounds bounds =
        Bounds.by(FORWARD, CrownTest.toy(), new double[][] {{-1, -2}}, new double[][] {{2, 1}});
    assertThat(bounds.lower()[0][0]).isCloseTo(-3, within(1e-12)).isLessThanOrEqualTo(-3);
    assertThat(bounds.upper()[0][0]).isCloseTo(3, within(1e-12)).isGreaterThanOrEqualTo(3);
  }

  /**
   * Intervals contain forward bounds, and these contain a backward pass over the same hidden boxes:
   * it goes through the same lines, but adds coefficients up before their signs choose.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void order(long seed) {
    Random random = new Random(seed);
    Graph graph =
        switch ((int) (seed % 4)) {
          case 0 -> RandomGraphs.convNet(random);
          case 1 -> RandomGraphs.mlp(random, 6, 12, 12, 8, 3);
          case 2 -> NonlinearGraphs.pooled(random);
          default -> NonlinearGraphs.transformer(random);
        };
    int size = graph.inputs().get(0).shape().size();
    double eps = (seed % 4 < 2 ? 0.03 : 0.003) * seed;
    double[][] center = CrownTest.points(random, 2, size);
    double[][] low = CrownTest.shifted(center, -eps);
    double[][] high = CrownTest.shifted(center, eps);
    Bounds interval = Bounds.interval(graph, low, high, DataType.FLOAT64);
    double narrower = 0;
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        LinearBounds engine = LinearBounds.of(graph, manager, FORWARD)) {
      Map<String, Box> inputs = Bounds.inputs(manager, graph, low, high, DataType.FLOAT64);
      Map<String, Box> boxes = engine.intermediate(inputs);
      String output = graph.outputs().get(0);
      int n = graph.shapeOf(output).size();
      NDArray a =
          manager
              .eye(n, n, 0, DataType.FLOAT64)
              .expandDims(0)
              .repeat(0, 2)
              .reshape(new Shape(2, n).addAll(Bounds.dims(graph, output)));
      Rows rows = new Rows(Map.of(output, a), manager.zeros(new Shape(2, n), DataType.FLOAT64));
      double[] forward = engine.lowerBound(inputs, boxes, rows).toDoubleArray();
      double[] backward =
          Crown.lowerBound(engine.network(), inputs, boxes, rows, Rounding.RIGOROUS)
              .toDoubleArray();
      for (int i = 0; i < forward.length; i++) {
        assertThat(forward[i]).isLessThanOrEqualTo(backward[i] + 1e-9);
        double least = interval.lower()[i / n][i % n];
        assertThat(forward[i]).isGreaterThanOrEqualTo(least - 1e-12);
        narrower += forward[i] - least;
      }
    }
    assertThat(narrower).as("seed %d", seed).isPositive();
  }

  /** What two inputs weigh is side by side; portions of regions do not change it. */
  @Test
  void severalInputsAndPortions() {
    Random random = new Random(4);
    GraphBuilder builder = new GraphBuilder("two inputs");
    String x = builder.input("x", ai.faithful.ir.Shape.of(1, 3));
    String y = builder.input("y", ai.faithful.ir.Shape.of(1, 4));
    String u = builder.constant("u", RandomGraphs.normal(random, 1, 3, 30));
    String v = builder.constant("v", RandomGraphs.normal(random, 1, 4, 30));
    String w = builder.constant("w", RandomGraphs.normal(random, 1, 30, 1));
    String z =
        builder.add(
            "z",
            new Op.Sub(),
            builder.add("ux", new Op.MatMul(), x, u),
            builder.add("vy", new Op.MatMul(), y, v));
    String h = builder.add("h", new Op.Relu(), z);
    Graph graph = builder.build(builder.add("r", new Op.MatMul(), h, w));
    double[][] centerX = CrownTest.points(random, 5, 3);
    double[][] centerY = CrownTest.points(random, 5, 4);
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        LinearBounds engine = LinearBounds.of(graph, manager, FORWARD.withThreads(2))) {
      Map<String, Box> inputs = new HashMap<>();
      inputs.put("x", box(manager, centerX, 3));
      inputs.put("y", box(manager, centerY, 4));
      Map<String, Box> boxes = engine.intermediate(inputs);
      NDArray one = manager.ones(new Shape(5, 1, 1, 1), DataType.FLOAT64);
      Rows rows = new Rows(Map.of("r", one), manager.zeros(new Shape(5, 1), DataType.FLOAT64));
      double[] forward = engine.lowerBound(inputs, boxes, rows).toDoubleArray();
      // One hidden layer: equal to the backward pass.
      double[] backward =
          Crown.lowerBound(engine.network(), inputs, boxes, rows, Rounding.RIGOROUS)
              .toDoubleArray();
      for (int b = 0; b < 5; b++) {
        assertThat(forward[b]).isCloseTo(backward[b], within(1e-10));
      }
    }
  }

  private static Box box(NDManager manager, double[][] center, int size) {
    return Box.of(
        manager,
        ai.faithful.ir.Shape.of(1, size),
        CrownTest.shifted(center, -0.2),
        CrownTest.shifted(center, 0.2),
        DataType.FLOAT64);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Graph graph = RandomGraphs.mlp(new Random(1), 1000, 1000, 10);
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        LinearBounds engine = LinearBounds.of(graph, manager, FORWARD.withMemory(1 << 24))) {
      Map<String, Box> inputs =
          Bounds.inputs(manager, graph, new double[1][1000], new double[1][1000], DataType.FLOAT64);
      assertThatThrownBy(() -> engine.intermediate(inputs))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("--memory");
    }
  }

  /** Certifications leave no native memory behind. */
  @Test
  void arraysDoNotPileUp() {
    Graph graph = NonlinearGraphs.transformer(new Random(5));
    int size = graph.inputs().get(0).shape().size();
    double[][] low = new double[2][size];
    double[][] high = CrownTest.shifted(low, 0.01);
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        LinearBounds bounds = LinearBounds.of(graph, manager, FORWARD.withThreads(2))) {
      Bounds.pilesNothingUp(manager, 30, scope -> Bounds.of(bounds, scope, low, high));
    }
  }
}
