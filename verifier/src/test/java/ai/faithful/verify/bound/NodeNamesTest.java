package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file's author chooses the names of its nodes: no name may be taken for another's. */
class NodeNamesTest {
  @ParameterizedTest
  @CsvSource({
    "FLOAT32, h with toll",
    "FLOAT32, h with stop",
    "FLOAT64, h with toll",
    "FLOAT64, h with stop"
  })
  void linesOfActivations(DataType type, String name) {
    same(activations("first"), activations(name), 1, type);
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, d inner",
    "FLOAT32, d inner block",
    "FLOAT32, d offset",
    "FLOAT64, d inner",
    "FLOAT64, d inner block",
    "FLOAT64, d offset"
  })
  void matricesOfLayers(DataType type, String name) {
    same(layers("second"), layers(name), 2, type);
  }

  @ParameterizedTest
  @CsvSource({"h/real, y", "h, h/real", "h/rounding, y", "h, h/rounding", "h/real, h/rounding"})
  void roundingsOfExecution(String first, String second) {
    double[][] low = {{-1}};
    double[][] high = {{1}};
    List<double[]> ends = List.of(low[0]);
    Graph plain = Float32Execution.enclose(execution("a", "b"), ends, List.of(high[0]));
    Graph named = Float32Execution.enclose(execution(first, second), ends, List.of(high[0]));
    assertThat(Bounds.interval(named, low, high, DataType.FLOAT64).lower())
        .isDeepEqualTo(Bounds.interval(plain, low, high, DataType.FLOAT64).lower());
  }

  private static Graph execution(String first, String second) {
    GraphBuilder g = new GraphBuilder("execution");
    String x = g.input("x", Shape.of(1, 1));
    String h = product(g, "h", x, 1, new double[] {-1, 1});
    String a = g.add(first, new Op.Relu(), h);
    String b = product(g, second, a, 2, new double[] {1, 2, -1, 1});
    return g.build(g.add("out", new Op.Add(), b, a));
  }

  private static void same(Graph plain, Graph named, int inputs, DataType type) {
    double[][] low = new double[1][inputs];
    double[][] high = new double[1][inputs];
    for (int i = 0; i < inputs; i++) {
      low[0][i] = -1;
      high[0][i] = 1;
    }
    Bounds expected = Bounds.crown(plain, low, high, type);
    Bounds bounds = Bounds.crown(named, low, high, type);
    assertThat(bounds.lower()).isDeepEqualTo(expected.lower());
    assertThat(bounds.upper()).isDeepEqualTo(expected.upper());
  }

  private static Graph activations(String name) {
    GraphBuilder g = new GraphBuilder("activations");
    String x = g.input("x", Shape.of(1, 1));
    String z = layer(g, "z", x, 1, new double[] {1, 1}, 0, 10);
    String first = g.add(name, new Op.Relu(), z);
    String z2 = layer(g, "z2", first, 2, new double[] {-1, 1, 1, 1}, 100, 100);
    String h = g.add("h", new Op.Relu(), z2);
    return g.build(layer(g, "y", h, 2, new double[] {1, 1, 0, -1}, 0, 0));
  }

  private static Graph layers(String name) {
    GraphBuilder g = new GraphBuilder("layers");
    String x = g.input("x", Shape.of(1, 2));
    String d = product(g, "d", x, 2, new double[] {1, 0, 0, 0, 0, 1, 0, 0});
    String z =
        g.add(
            "z",
            new Op.Add(),
            d,
            g.constant("b", Tensor.ofDoubles(Shape.of(1, 4), new double[] {.5, .5, -9, -9})));
    String h = g.add("h", new Op.Relu(), z);
    return g.build(product(g, name, h, 4, new double[] {.1, .2, .1, -.1, 0, 0, 0, 0}));
  }

  private static String layer(
      GraphBuilder g, String name, String x, int inputs, double[] weights, double... bias) {
    String m = product(g, name + " product", x, inputs, weights);
    Tensor b = Tensor.ofDoubles(Shape.of(1, bias.length), bias);
    return g.add(name, new Op.Add(), m, g.constant(name + " bias", b));
  }

  private static String product(
      GraphBuilder g, String name, String x, int inputs, double[] weights) {
    Shape shape = Shape.of(inputs, weights.length / inputs);
    return g.add(
        name, new Op.MatMul(), x, g.constant(name + " weights", Tensor.ofDoubles(shape, weights)));
  }
}
