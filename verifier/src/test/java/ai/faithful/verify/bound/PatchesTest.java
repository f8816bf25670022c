package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.RandomGraphs;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows on patches have the bounds that the tensor engine computes. */
class PatchesTest {
  private static final int REGIONS = 3;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
  void agreesWithPassesOfTheEngine(long seed) {
    Random random = new Random(seed);
    Graph graph =
        switch ((int) seed % 4) {
          case 0 -> uneven(random);
          case 1 -> line(random);
          default -> RandomGraphs.convNet(random);
        };
    assertThat(compared(graph, random)).isGreaterThanOrEqualTo(2);
  }

  /** Ways that meet before the input, one that starts on another, one that starts at the input. */
  @ParameterizedTest
  @ValueSource(strings = {"c2 c3", "residual c2", "residual h1", "c3 x", "c2 logits x"})
  void agreesOnRowsOfSeveralValues(String names) {
    Random random = new Random(names.hashCode());
    assertThat(comparedTogether(RandomGraphs.convNet(random), List.of(names.split(" ")), random))
        .isTrue();
  }

  /** Uneven strides, pads, dilations and kernels, a row shared by three; the input is flat. */
  private static Graph uneven(Random random) {
    GraphBuilder builder = new GraphBuilder("uneven");
    String x = builder.input("x", Shape.of(1, 90));
    x = builder.add("image", new Op.Reshape(Shape.of(1, 3, 5, 6)), x);
    Op.Conv first = new Op.Conv(List.of(3, 1), List.of(2, 0), List.of(1, 3), List.of(1, 2), 1);
    String k = builder.constant("k", RandomGraphs.normal(random, 0.4, 6, 3, 4, 2));
    x = builder.add("c", first, x, k);
    String b = builder.constant("b", RandomGraphs.normal(random, 0.1, 6, 1, 1));
    x = builder.add("negated", new Op.Sub(), b, x);
    String h = builder.add("h", new Op.Elementwise(new ScalarFunction.Sigmoid()), x);
    Op.Conv second = new Op.Conv(List.of(1, 2), List.of(0, 1), List.of(2, 1), List.of(2, 1), 3);
    String k2 = builder.constant("k2", RandomGraphs.normal(random, 0.4, 6, 2, 2, 3));
    String y = builder.add("c2", second, h, k2);
    String k3 = builder.constant("k3", RandomGraphs.normal(random, 0.4, 6, 6, 1, 1));
    Op.Conv points = new Op.Conv(List.of(1, 2), List.of(0, 0), List.of(0, 0), List.of(1, 1), 1);
    String z = builder.add("c3", points, h, k3);
    String scale = builder.constant("scale", RandomGraphs.normal(random, 1, 6, 1, 1));
    z = builder.add("scaled", new Op.Mul(), z, scale);
    x = builder.add("difference", new Op.Sub(), y, z);
    x = builder.add("twice", new Op.Add(), x, x);
    return builder.build(builder.add("out", new Op.Relu(), x));
  }

  /** Over one axis, a kernel wider than its input. */
  private static Graph line(Random random) {
    GraphBuilder builder = new GraphBuilder("line");
    String x = builder.input("x", Shape.of(1, 2, 5));
    Op.Conv wide = new Op.Conv(List.of(2), List.of(3), List.of(4), List.of(1), 1);
    String k = builder.constant("k", RandomGraphs.normal(random, 0.4, 3, 2, 7));
    x = builder.add("h", new Op.Relu(), builder.add("c", wide, x, k));
    Op.Conv second = new Op.Conv(List.of(1), List.of(1), List.of(1), List.of(2), 1);
    String k2 = builder.constant("k2", RandomGraphs.normal(random, 0.4, 4, 3, 2));
    return builder.build(builder.add("out", second, x, k2));
  }

  private static Map<String, Box> inputs(Graph graph, NDManager manager, Random random) {
    Shape shape = graph.inputs().get(0).shape();
    double[][] low = new double[REGIONS][shape.size()];
    double[][] high = new double[REGIONS][shape.size()];
    for (int b = 0; b < REGIONS; b++) {
      for (int i = 0; i < shape.size(); i++) {
        low[b][i] = random.nextGaussian();
        high[b][i] = low[b][i] + 0.3 * random.nextDouble();
      }
    }
    String input = graph.inputs().get(0).name();
    return Map.of(input, Box.of(manager, shape, low, high, DataType.FLOAT64));
  }

  /** How many values can be reached on patches. */
  @SuppressWarnings("try") // the scope frees what is made inside it
  private static int compared(Graph graph, Random random) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        Scope scope = new Scope()) {
      Network network = Network.of(graph, manager, DataType.FLOAT64);
      Map<String, Box> inputs = inputs(graph, manager, random);
      Map<String, Box> boxes = IntervalBounds.compute(network, inputs, Rounding.RIGOROUS);
      int found = 0;
      try (Relaxation engine = new Relaxation(network, inputs, boxes, Rounding.RIGOROUS, false);
          Relaxation relaxation = new Relaxation(network, inputs, boxes, Rounding.RIGOROUS, true);
          Relaxation some = relaxation.of(new int[] {2, 0});
          Relaxation same = engine.of(new int[] {2, 0})) {
        Patches patches = Objects.requireNonNull(relaxation.patches());
        for (Site site : network.sites()) {
          String value = site.node().name();
          PatchPlan plan = patches.plan(Set.of(value));
          if (plan != null) {
            found++;
            checkElements(engine, patches, plan, value);
            checkRows(same, some, List.of(value), random);
          }
        }
      }
      return found;
    }
  }

  /** Whether rows on values have the same bounds both ways. */
  @SuppressWarnings("try") // the scope frees what is made inside it
  private static boolean comparedTogether(Graph graph, List<String> values, Random random) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        Scope scope = new Scope()) {
      Network network = Network.of(graph, manager, DataType.FLOAT64);
      Map<String, Box> inputs = inputs(graph, manager, random);
      Map<String, Box> boxes = IntervalBounds.compute(network, inputs, Rounding.RIGOROUS);
      try (Relaxation engine = new Relaxation(network, inputs, boxes, Rounding.RIGOROUS, false);
          Relaxation relaxation = new Relaxation(network, inputs, boxes, Rounding.RIGOROUS, true)) {
        checkRows(engine, relaxation, values, random);
        return values.stream().anyMatch(Objects.requireNonNull(relaxation.patches())::isWay);
      }
    }
  }

  private static void checkElements(
      Relaxation engine, Patches patches, PatchPlan plan, String value) {
    Network network = engine.network();
    int size = network.graph().shapeOf(value).size();
    for (int sign = -1; sign <= 1; sign += 2) {
      NDArray unit = network.manager().eye(size, size, 0, DataType.FLOAT64).mul(sign);
      NDArray a = unit.reshape(1, size, size).repeat(0, REGIONS);
      double[] expected = bounds(engine, Map.of(value, a), size);
      for (int b = 0; b < REGIONS; b++) {
        double[] found =
            patches.lowerBounds(plan, value, b, LongStream.range(0, size).toArray(), sign);
        assertClose(found, Arrays.copyOfRange(expected, b * size, (b + 1) * size));
      }
    }
  }

  private static void checkRows(
      Relaxation engine, Relaxation relaxation, List<String> values, Random random) {
    int rows = 4;
    Map<String, NDArray> a = new HashMap<>();
    Map<String, NDArray> same = new HashMap<>();
    for (String value : values) {
      int size = relaxation.network().graph().shapeOf(value).size();
      double[] elements = random.doubles(relaxation.regions() * rows * size, -1, 1).toArray();
      NDArray own =
          relaxation
              .network()
              .manager()
              .create(elements, new ai.djl.ndarray.types.Shape(relaxation.regions(), rows, size));
      a.put(value, own);
      same.put(value, own.duplicate());
    }
    assertClose(bounds(relaxation, a, rows), bounds(engine, same, rows));
  }

  private static double[] bounds(Relaxation relaxation, Map<String, NDArray> a, int rows) {
    BackwardPass pass = new BackwardPass(relaxation, rows);
    long first = relaxation.regions() * rows;
    a.forEach(
        (value, own) ->
            pass.plant(
                value,
                own.reshape(Layout.dims(first, relaxation.network().graph().shapeOf(value)))));
    return pass.lowerBounds();
  }

  private static void assertClose(double[] found, double[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(1e-12));
    }
  }
}
