package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.verify.SettingException;
import ai.faithful.verify.rule.RandomGraphs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What ONNX Runtime computes in float32, in whatever way, lies within: no tolerance. */
class Float32ExecutionTest {
  private static final int POINTS = 40;

  @Test
  void randomNetworks() {
    for (long seed = 0; seed < 6; seed++) {
      Random random = new Random(seed);
      Graph graph =
          seed % 2 == 0
              ? RandomGraphs.mlp(random, 40, 64, 64, 64, 6)
              : RandomGraphs.convNet(random);
      check(single(graph), random, 0.05);
    }
  }

  @Test
  void wildlyScaledWeights() {
    for (long seed = 0; seed < 8; seed++) {
      Random random = new Random(seed);
      Graph graph = single(RandomGraphs.mlp(random, 5, 9, 9, 3));
      Map<String, Constant> scaled = new LinkedHashMap<>();
      graph
          .constants()
          .forEach(
              (name, c) -> {
                float[] values = new float[c.value().size()];
                for (int i = 0; i < values.length; i++) {
                  values[i] = (float) Math.scalb(c.value().at(i), random.nextInt(40) - 20);
                }
                scaled.put(name, Constant.exact(Tensor.ofFloats(c.shape(), values)));
              });
      check(with(graph, scaled), random, 0.3);
    }
  }

  /** 2^53 beside 2^-53, and biases that absorb what they are added to and are taken off again. */
  @Test
  void absorbingAddersAndCancellation() {
    for (float big : new float[] {1e4f, 1e8f, 0x1p53f, 0x1p24f}) {
      GraphBuilder b = new GraphBuilder("absorbing");
      String x = b.input("x", Shape.of(1, 2));
      String up = b.constant("up", Tensor.ofFloats(Shape.of(2), big, -big));
      x = b.add("added", new Op.Add(), x, up);
      x = b.add("removed", new Op.Sub(), x, up);
      x = b.add("h", new Op.Relu(), x);
      String w = b.constant("w", Tensor.ofFloats(Shape.of(2, 2), big, -big, 1 / big, big));
      x = b.add("z", new Op.MatMul(), x, w);
      String v = b.constant("v", Tensor.ofFloats(Shape.of(2, 2), 1, 1, 1, 1 / big));
      check(b.build(b.add("y", new Op.MatMul(), x, v)), new Random(1), 0.5);
    }
  }

  @Test
  void smoothFunctionsAndProducts() {
    Random random = new Random(3);
    for (ScalarFunction f :
        List.of(
            new ScalarFunction.Sigmoid(),
            new ScalarFunction.Tanh(),
            new ScalarFunction.LeakyRelu(0.1f),
            new ScalarFunction.Exp(),
            new ScalarFunction.Elu(1),
            new ScalarFunction.Softplus(),
            new ScalarFunction.HardSwish(),
            new ScalarFunction.Gelu(),
            new ScalarFunction.Swish(1),
            new ScalarFunction.Mish())) {
      GraphBuilder b = new GraphBuilder("smooth");
      String x = b.input("x", Shape.of(1, 12));
      String w = b.constant("w", floats(RandomGraphs.normal(random, 0.5, 12, 10)));
      x = b.add("h", new Op.Elementwise(f), b.add("z", new Op.MatMul(), x, w));
      String s = b.constant("s", floats(RandomGraphs.normal(random, 1, 10)));
      x = b.add("scaled", new Op.Mul(), x, s);
      String v = b.constant("v", floats(RandomGraphs.normal(random, 0.5, 10, 3)));
      check(b.build(b.add("y", new Op.MatMul(), x, v)), random, 0.1);
    }
  }

  /** Softmax over products of variables, as in attention, and its logarithm at the end. */
  @Test
  void softmaxesAndProductsOfMatrices() {
    Random random = new Random(8);
    for (double scale : new double[] {0.3, 3}) {
      GraphBuilder b = new GraphBuilder("attention");
      String x = b.input("x", Shape.of(1, 5, 6));
      String q = b.constant("q", floats(RandomGraphs.normal(random, scale, 6, 4)));
      String query = b.add("query", new Op.MatMul(), x, q);
      String keys = b.add("keys", new Op.Transpose(List.of(0, 2, 1)), query);
      String scores = b.add("scores", new Op.MatMul(), query, keys);
      String attention = b.add("attention", new Op.Softmax(2), scores);
      x = b.add("mixed", new Op.MatMul(), attention, x);
      x = b.add("flat", new Op.Reshape(Shape.of(1, 30)), x);
      String v = b.constant("v", floats(RandomGraphs.normal(random, 0.5, 30, 4)));
      x = b.add("z", new Op.MatMul(), x, v);
      check(b.build(b.add("logs", new Op.LogSoftmax(1), x)), random, 0.02 / scale);
    }
  }

  /** alpha-CROWN on what float32 makes of a network: every execution, and tighter than CROWN. */
  @Test
  void slopesSearchedOnEnclosedNetworks() {
    double gain = 0;
    for (long seed = 0; seed < 3; seed++) {
      Random random = new Random(seed);
      Graph graph = single(RandomGraphs.mlp(random, 8, 16, 16, 16, 3));
      double[][] low = {new double[8]};
      double[][] high = {new double[8]};
      for (int i = 0; i < 8; i++) {
        low[0][i] = random.nextFloat();
        high[0][i] = low[0][i] + 0.5f;
      }
      Graph enclosed = Float32Execution.enclose(graph, List.of(low[0]), List.of(high[0]));
      Bounds crown = Bounds.crown(enclosed, low, high, DataType.FLOAT64);
      BoundSettings alpha = BoundSettings.CROWN.withMethod(Method.ALPHA_CROWN).withIterations(15);
      Bounds searched = Bounds.by(alpha, enclosed, low, high);
      Bounds real = Bounds.by(alpha, graph, low, high);
      List<float[]> points = points(random, low[0], high[0]);
      for (float[] y : Executions.of(graph, points)) {
        for (int j = 0; j < y.length; j++) {
          assertThat((double) y[j]).isBetween(searched.lower()[0][j], searched.upper()[0][j]);
        }
      }
      for (int j = 0; j < 3; j++) {
        gain += searched.lower()[0][j] - crown.lower()[0][j];
        gain += crown.upper()[0][j] - searched.upper()[0][j];
        assertThat(searched.upper()[0][j]).isCloseTo(real.upper()[0][j], within(1e-3));
      }
    }
    assertThat(gain).isGreaterThan(0.1);
  }

  /** A network at its usual scale is enclosed within some thousand roundings of its logits. */
  @Test
  void enclosuresAreTight() {
    Random random = new Random(1);
    Graph graph = single(RandomGraphs.mlp(random, 40, 64, 64, 4));
    double[][] point = {new double[40]};
    for (int i = 0; i < 40; i++) {
      point[0][i] = random.nextFloat();
    }
    Graph enclosed = Float32Execution.enclose(graph, List.of(point[0]), List.of(point[0]));
    Bounds bounds = Bounds.crown(enclosed, point, point, DataType.FLOAT64);
    for (int j = 0; j < 4; j++) {
      assertThat(bounds.upper()[0][j] - bounds.lower()[0][j]).isBetween(1e-7, 1e-3);
    }
  }

  @Test
  void whatIsNotBoundedIsRefusedByName() {
    GraphBuilder b = new GraphBuilder("unknown");
    String x = b.input("x", Shape.of(1, 3));
    Op sine = new Op.Elementwise(new ScalarFunction.Sin());
    Graph wave = b.build(b.add("wave", sine, x));
    List<double[]> zero = List.of(new double[3]);
    assertThatThrownBy(() -> Float32Execution.enclose(wave, zero, zero))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("'wave' (Sin)");

    GraphBuilder c = new GraphBuilder("computed");
    Constant computed =
        new Constant(
            Tensor.ofDoubles(Shape.of(3), 1, 2, 3),
            Optional.of(Tensor.ofDoubles(Shape.of(3), 0, 1e-9, 0)));
    String y =
        c.add("y", new Op.Add(), c.input("x", Shape.of(1, 3)), c.constant("shift", computed));
    assertThatThrownBy(() -> Float32Execution.enclose(c.build(y), zero, zero))
        .hasMessageContaining("constant 'shift'");

    GraphBuilder d = new GraphBuilder("overflowing");
    String w = d.constant("w", Tensor.filled(Shape.of(3, 3), 1e30f));
    String z = d.add("z", new Op.MatMul(), d.input("x", Shape.of(1, 3)), w);
    Graph overflowing = d.build(d.add("y", new Op.MatMul(), z, w));
    List<double[]> one = List.of(new double[] {1, 1, 1});
    assertThatThrownBy(() -> Float32Execution.enclose(overflowing, one, one))
        .hasMessageContaining("range of float32");
  }

  private static void check(Graph graph, Random random, double eps) {
    int size = graph.inputs().get(0).shape().size();
    double[][] low = new double[1][size];
    double[][] high = new double[1][size];
    for (int i = 0; i < size; i++) {
      low[0][i] = random.nextFloat() - (float) eps;
      high[0][i] = low[0][i] + 2 * (float) eps;
    }
    Graph enclosed = Float32Execution.enclose(graph, List.of(low[0]), List.of(high[0]));
    Bounds crown = Bounds.crown(enclosed, low, high, DataType.FLOAT64);
    Bounds interval = Bounds.interval(enclosed, low, high, DataType.FLOAT64);
    for (float[] y : Executions.of(graph, points(random, low[0], high[0]))) {
      for (int j = 0; j < y.length; j++) {
        assertThat((double) y[j])
            .as(graph.name() + " output " + j)
            .isBetween(crown.lower()[0][j], crown.upper()[0][j])
            .isBetween(interval.lower()[0][j], interval.upper()[0][j]);
      }
    }
  }

  private static List<float[]> points(Random random, double[] low, double[] high) {
    List<float[]> points = new ArrayList<>();
    for (int p = 0; p < POINTS; p++) {
      float[] x = new float[low.length];
      for (int i = 0; i < x.length; i++) {
        double share = p % 2 == 0 ? random.nextInt(2) : random.nextDouble();
        float v = (float) (low[i] + share * (high[i] - low[i]));
        x[i] = v < low[i] ? Math.nextUp(v) : v > high[i] ? Math.nextDown(v) : v;
      }
      points.add(x);
    }
    return points;
  }

  private static Graph single(Graph graph) {
    Map<String, Constant> rounded = new LinkedHashMap<>();
    graph.constants().forEach((name, c) -> rounded.put(name, Constant.exact(floats(c.value()))));
    return with(graph, rounded);
  }

  private static Tensor floats(Tensor x) {
    float[] values = new float[x.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) x.at(i);
    }
    return Tensor.ofFloats(x.shape(), values);
  }

  private static Graph with(Graph graph, Map<String, Constant> constants) {
    return new Graph(graph.name(), graph.inputs(), constants, graph.nodes(), graph.outputs());
  }
}
