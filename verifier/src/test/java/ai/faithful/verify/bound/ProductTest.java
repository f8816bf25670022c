package ai.faithful.verify.bound;

import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.RandomGraphs;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bounds of products of two variables, in exact arithmetic. */
class ProductTest {
  private static final List<DataType> FORMATS = List.of(DataType.FLOAT64, DataType.FLOAT32);

  private static final BoundSettings ALPHA =
      BoundSettings.CROWN.withMethod(Method.ALPHA_CROWN).withIterations(4);

  /** Two layers of gates, one of them broadcast over rows and columns. */
  static Graph gated(Random random, double scale) {
    GraphBuilder builder = new GraphBuilder("gated");
    String x = builder.input("x", Shape.of(1, 4));
    String left = layer(builder, random, x, 4, 6, scale);
    String right = layer(builder, random, x, 4, 6, 1);
    x = builder.add("gate", new Op.Mul(), left, builder.add("h", new Op.Relu(), right));
    String column = layer(builder, random, x, 6, 3, 1);
    column = builder.add("column", new Op.Reshape(Shape.of(3, 1)), column);
    String row = layer(builder, random, x, 6, 4, 1);
    x = builder.add("table", new Op.Mul(), column, row);
    x = builder.add("flat", new Op.Reshape(Shape.of(1, 12)), x);
    return builder.build(layer(builder, random, x, 12, 3, 1));
  }

  private static String layer(
      GraphBuilder builder, Random random, String x, int in, int out, double scale) {
    String w = builder.constant("w", RandomGraphs.normal(random, scale / Math.sqrt(in), in, out));
    String b = builder.constant("b", RandomGraphs.normal(random, 0.1 * scale, out));
    return builder.add("z", new Op.Add(), builder.add("m", new Op.MatMul(), x, w), b);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void enclosesEverySample(long seed) {
    Random random = new Random(seed);
    Graph graph = gated(random, Math.scalb(1.0, 10 * random.nextInt(7) - 30));
    double[][] center = CrownTest.points(random, 2, 4);
    double eps = Math.scalb(1.0, -random.nextInt(12));
    double[][] low = CrownTest.shifted(center, -eps);
    double[][] high = CrownTest.shifted(center, eps);
    low[1] = high[1];
    for (DataType format : FORMATS) {
      Bounds interval = Bounds.interval(graph, low, high, format);
      Bounds crown = Bounds.crown(graph, low, high, format);
      Bounds forward = Bounds.forward(graph, low, high, format);
      Bounds alpha = Bounds.by(ALPHA.withPrecision(Precision.of(format)), graph, low, high);
      for (int s = 0; s < 20; s++) {
        for (int b = 0; b < 2; b++) {
          double[] x = new double[4];
          for (int i = 0; i < 4; i++) {
            double part = s % 2 == 0 ? random.nextInt(2) : random.nextDouble();
            x[i] = Math.min(high[b][i], low[b][i] + part * (high[b][i] - low[b][i]));
          }
          CrownTest.assertInside(graph, x, b, interval);
          CrownTest.assertInside(graph, x, b, crown);
          CrownTest.assertInside(graph, x, b, forward);
          CrownTest.assertInside(graph, x, b, alpha);
        }
      }
    }
  }

  /** Attention without its softmax: (x Q) (x K)^T (x V) of three tokens. */
  static Graph attention(Random random) {
    GraphBuilder builder = new GraphBuilder("attention");
    String x = builder.input("x", Shape.of(1, 3, 4));
    String query = layer(builder, random, x, 4, 2, 1);
    String key = layer(builder, random, x, 4, 2, 1);
    String value = layer(builder, random, x, 4, 3, 1);
    key = builder.add("keys", new Op.Transpose(List.of(0, 2, 1)), key);
    String scores = builder.add("scores", new Op.MatMul(), query, key);
    String mixed = builder.add("mixed", new Op.MatMul(), scores, value);
    return builder.build(builder.add("flat", new Op.Reshape(Shape.of(1, 9)), mixed));
  }
}
