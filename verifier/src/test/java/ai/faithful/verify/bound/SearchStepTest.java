package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.verify.rule.Adjustable;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.RandomGraphs;
import ai.faithful.verify.rule.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of a search outside of the engine, in float32, beside the engine's in float64. */
class SearchStepTest {
  private static final int REGIONS = 3;

  private final Random random = new Random(12);

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 120})
  void rectifiedLayers(int rows) {
    // 120 rows: some regions at a time.
    check(RandomGraphs.mlp(random, 900, 12, 12, 8, 3), rows, 0.02);
  }

  @Test
  void someRowsAtATime() {
    check(RandomGraphs.mlp(random, 900, 10, 8, 3), 400, 0.02);
  }

  @Test
  void convolutions() {
    check(RandomGraphs.convNet(random), 5, 0.2);
  }

  /** Each row's lines have intercepts of their own, below and above. */
  @Test
  void smoothLayers() {
    check(layers(new Op.Elementwise(new ScalarFunction.Tanh())), 5, 0.3);
  }

  /** Two layers read the input, and so does what they are added to. */
  @Test
  void layersSideBySide() {
    check(branches(false), 6, 0.3);
    check(branches(true), 6, 0.3);
  }

  /** Rows that start at hidden values beside those at the output, on all their elements. */
  @Test
  void rowsOnHiddenValues() {
    check(branches(false), 6, 0.3, "l", "tM");
    check(branches(true), 6, 0.3, "r", "left", "x");
    check(RandomGraphs.mlp(random, 6, 12, 12, 3), 4, 0.2, "z1", "m2", "x");
  }

  private Graph layers(Op bend) {
    GraphBuilder builder = new GraphBuilder("layers");
    String x = builder.input("x", ai.faithful.ir.Shape.of(1, 4));
    String z = dense(builder, "z", x, 4, 6);
    String h = builder.add("h", bend, z);
    String v = dense(builder, "v", h, 6, 5);
    String g = builder.add("g", bend, v);
    return builder.build(dense(builder, "y", g, 5, 3));
  }

  private Graph branches(boolean direct) {
    GraphBuilder builder = new GraphBuilder("branches");
    String x = builder.input("x", ai.faithful.ir.Shape.of(1, 5));
    String flat = builder.add("flat", new Op.Reshape(ai.faithful.ir.Shape.of(1, 5)), x);
    String left = builder.add("left", new Op.Relu(), dense(builder, "l", flat, 5, 5));
    String right = builder.add("right", new Op.Relu(), dense(builder, "r", x, 5, 5));
    String sum = builder.add("sum", new Op.Add(), left, right);
    String both = direct ? builder.add("both", new Op.Add(), sum, x) : sum;
    String top = builder.add("top", new Op.Relu(), dense(builder, "t", both, 5, 4));
    return builder.build(dense(builder, "y", top, 4, 3));
  }

  private String dense(GraphBuilder builder, String name, String x, int from, int to) {
    String w = builder.constant(name + "W", RandomGraphs.normal(random, 0.5, from, to));
    String b = builder.constant(name + "B", RandomGraphs.normal(random, 0.1, to));
    return builder.add(name, new Op.Add(), builder.add(name + "M", new Op.MatMul(), x, w), b);
  }

  /** What a pass and the way forward again give. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Result(double[] bound, Map<String, double[]> values, Map<String, double[]> a) {}

  @SuppressWarnings("try") // the scope frees what is made inside it
  private void check(Graph graph, int rows, double radius, String... hidden) {
    int size = graph.inputs().get(0).shape().size();
    double[][] center = CrownTest.points(random, REGIONS, size);
    double[][] low = CrownTest.shifted(center, -radius);
    double[][] high = CrownTest.shifted(center, radius);
    Map<String, double[]> a = new LinkedHashMap<>();
    for (String value : Stream.concat(graph.outputs().stream(), Stream.of(hidden)).toList()) {
      long count = (long) REGIONS * rows * graph.shapeOf(value).size();
      a.put(value, random.doubles(count, -1, 1).toArray());
    }
    Map<String, double[]> parameters = new HashMap<>();
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        Scope scope = new Scope()) {
      Network wide = Network.of(graph, manager, DataType.FLOAT64);
      Network single = Network.of(graph, manager, DataType.FLOAT32);
      Map<String, Box> inputs = Bounds.inputs(manager, graph, low, high, DataType.FLOAT64);
      Map<String, Box> boxes = Crown.intermediate(wide, inputs, Rounding.NONE);
      Map<String, NDArray> planted = new HashMap<>();
      Shape each = new Shape(REGIONS, rows);
      a.forEach(
          (value, numbers) ->
              planted.put(value, manager.create(numbers, each.addAll(Bounds.dims(graph, value)))));
      Rows asked = new Rows(planted, manager.zeros(each, DataType.FLOAT64));
      for (boolean chosen : new boolean[] {false, true}) {
        Result engine = result(wide, inputs, boxes, asked, chosen ? parameters : null);
        Result host = result(single, near(inputs), near(boxes), asked, chosen ? parameters : null);
        close(host.bound(), engine.bound(), "bound");
        assertThat(engine.values()).isNotEmpty();
        engine.values().forEach((name, z) -> close(host.values().get(name), z, name));
        engine.a().forEach((name, z) -> close(host.a().get(name), z, name));
        if (hidden.length == 0) {
          // Values are known on supports alone, rows on hidden ones may weigh more.
          addsUp(host, a);
        }
      }
    }
  }

  private static Map<String, Box> near(Map<String, Box> boxes) {
    Map<String, Box> near = new HashMap<>();
    boxes.forEach((name, box) -> near.put(name, box.near(DataType.FLOAT32)));
    return near;
  }

  private static void close(double @Nullable [] some, double[] others, String what) {
    double[] numbers = Objects.requireNonNull(some);
    assertThat(numbers).hasSameSizeAs(others);
    for (int i = 0; i < numbers.length; i++) {
      double near = 1e-4 * (1 + Math.abs(others[i]));
      assertThat(numbers[i]).as("%s[%d]", what, i).isCloseTo(others[i], within(near));
    }
  }

  /** A row's bound is what it weighs, evaluated at its minimiser. */
  private static void addsUp(Result result, Map<String, double[]> a) {
    for (int i = 0; i < result.bound().length; i++) {
      double sum = 0;
      for (String value : a.keySet()) {
        double[] values = Objects.requireNonNull(result.values().get(value));
        double[] weights = Objects.requireNonNull(a.get(value));
        int n = values.length / result.bound().length;
        for (int j = i * n; j < (i + 1) * n; j++) {
          sum += weights[j] * values[j];
        }
      }
      assertThat(result.bound()[i]).isCloseTo(sum, within(1e-4 * (1 + Math.abs(sum))));
    }
  }

  /**
   * @param parameters of chosen lines by node and side; drawn where they are not known yet; null
   *     for fixed lines
   */
  private Result result(
      Network network,
      Map<String, Box> inputs,
      Map<String, Box> boxes,
      Rows asked,
      @Nullable Map<String, double[]> parameters) {
    try (Relaxation relaxation = new Relaxation(network, inputs, boxes, Rounding.NONE, true)) {
      Rows rows = asked.near(network.precision().type());
      Slopes slopes = Slopes.FIXED;
      if (parameters != null) {
        Trace first = new Trace();
        BackwardPass pass = new BackwardPass(relaxation, rows.count(), Slopes.FIXED, first);
        rows.plant(pass);
        pass.lowerBounds();
        slopes = slopes(relaxation, first, parameters);
      }
      Trace trace = new Trace();
      BackwardPass pass = new BackwardPass(relaxation, rows.count(), slopes, trace);
      assertThat(SearchStep.serves(pass)).isEqualTo(network.precision().type() == DataType.FLOAT32);
      rows.plant(pass);
      double[] bound = pass.lowerBounds();
      List<String> wanted = new ArrayList<>(asked.coefficients().keySet());
      Map<String, double[]> a = new HashMap<>();
      for (Trace.Step step : trace.steps().values()) {
        wanted.addAll(SlopeSearch.operands(step.site()));
        a.put(step.site().node().name(), Layout.doubles(step.coefficients()));
      }
      Map<String, double[]> values = new HashMap<>();
      new LinearizedPass(relaxation, rows.count(), trace)
          .values(wanted)
          .forEach((name, z) -> values.put(name, Layout.doubles(z)));
      return new Result(bound, values, a);
    }
  }

  private Slopes slopes(Relaxation relaxation, Trace trace, Map<String, double[]> parameters) {
    Map<String, NDArray> lower = new HashMap<>();
    Map<String, NDArray> upper = new HashMap<>();
    for (Trace.Step step : trace.steps().values()) {
      String name = step.site().node().name();
      choose(relaxation.below(step.site()), step, "below " + name, parameters, lower);
      choose(relaxation.above(step.site()), step, "above " + name, parameters, upper);
    }
    assertThat(lower).isNotEmpty();
    return new Slopes(lower, upper);
  }

  private void choose(
      @Nullable Adjustable range,
      Trace.Step step,
      String key,
      Map<String, double[]> parameters,
      Map<String, NDArray> chosen) {
    if (range == null) {
      return;
    }
    Shape shape = step.coefficients().getShape();
    double[] shares =
        parameters.computeIfAbsent(key, k -> random.doubles(shape.size(), 0, 1).toArray());
    NDArray least = range.least().expandDims(1);
    NDArray share = least.getManager().create(shares, shape).toType(least.getDataType(), false);
    NDArray t = share.mul(range.most().expandDims(1).sub(least)).add(least);
    chosen.put(step.site().node().name(), t);
  }
}
