package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.verify.rule.ExactEvaluator;
import ai.faithful.verify.rule.RandomGraphs;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrownTest {
  private static final DataType DOUBLE = DataType.FLOAT64;

  /** THEORY 5.7: relu(x1 - x2) - relu(2 x1 - x2) on [-1, 2] x [-2, 1]. */
  static Graph toy() {
    GraphBuilder builder = new GraphBuilder("toy");
    String x = builder.input("x", Shape.of(2));
    String w1 = builder.constant("w1", Tensor.ofDoubles(Shape.of(2, 2), 1, -1, 2, -1));
    String w2 = builder.constant("w2", Tensor.ofDoubles(Shape.of(1, 2), 1, -1));
    String h = builder.add("h", new Op.Relu(), builder.add("z", new Op.MatMul(), w1, x));
    return builder.build(builder.add("y", new Op.MatMul(), w2, h));
  }

  @ParameterizedTest
  @EnumSource(Rounding.class)
  void knownAnchors(Rounding rounding) {
    double[][] low = {{-1, -2}};
    double[][] high = {{2, 1}};
    Bounds interval = Bounds.interval(toy(), low, high, DOUBLE, rounding);
    assertThat(interval.lower()[0][0]).isCloseTo(-6, within(1e-13));
    assertThat(interval.upper()[0][0]).isCloseTo(4, within(1e-13));
    Bounds crown = Bounds.crown(toy(), low, high, DOUBLE, rounding);
    assertThat(crown.lower()[0][0]).isCloseTo(-3, within(1e-12));
    assertThat(crown.upper()[0][0]).isCloseTo(3, within(1e-12));
  }

  @Test
  void oneLinearLayerHasAClosedForm() {
    Random random = new Random(3);
    GraphBuilder builder = new GraphBuilder("linear");
    String x = builder.input("x", Shape.of(1, 20));
    Tensor w = RandomGraphs.normal(random, 1, 20, 4);
    Graph graph = builder.build(builder.add("y", new Op.MatMul(), x, builder.constant("w", w)));
    double[][] center = points(random, 1, 20);
    double eps = 0.25;
    Bounds crown = Bounds.crown(graph, shifted(center, -eps), shifted(center, eps), DOUBLE);
    for (int j = 0; j < 4; j++) {
      BigDecimal middle = BigDecimal.ZERO;
      BigDecimal norm = BigDecimal.ZERO;
      for (int i = 0; i < 20; i++) {
        BigDecimal weight = new BigDecimal(w.at(4 * i + j));
        middle = middle.add(weight.multiply(new BigDecimal(center[0][i])));
        norm = norm.add(weight.abs());
      }
      double expected = middle.subtract(norm.multiply(new BigDecimal(eps))).doubleValue();
      assertThat(crown.lower()[0][j]).isCloseTo(expected, within(1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void intervalContainsCrownContainsSamples(long seed) {
    Random random = new Random(seed);
    Graph graph =
        seed % 2 == 0 ? RandomGraphs.convNet(random) : RandomGraphs.mlp(random, 6, 12, 12, 8, 3);
    int size = graph.inputs().get(0).shape().size();
    double[][] center = points(random, 3, size);
    double eps = 0.02 * (1 + seed);
    double[][] low = shifted(center, -eps);
    double[][] high = shifted(center, eps);
    Bounds interval = Bounds.interval(graph, low, high, DOUBLE);
    Bounds crown = Bounds.crown(graph, low, high, DOUBLE);
    Bounds single = Bounds.crown(graph, low, high, DataType.FLOAT32);
    double width = 0;
    double intervalWidth = 0;
    for (int b = 0; b < center.length; b++) {
      for (int i = 0; i < crown.lower()[b].length; i++) {
        width += crown.upper()[b][i] - crown.lower()[b][i];
        intervalWidth += interval.upper()[b][i] - interval.lower()[b][i];
        assertThat(single.lower()[b][i]).isLessThanOrEqualTo(crown.lower()[b][i]);
        assertThat(single.upper()[b][i]).isGreaterThanOrEqualTo(crown.upper()[b][i]);
      }
      for (int s = 0; s < 10; s++) {
        double[] x = new double[size];
        for (int i = 0; i < size; i++) {
          x[i] =
              s % 2 == 0
                  ? low[b][i] + (high[b][i] - low[b][i]) * random.nextDouble()
                  : random.nextBoolean() ? low[b][i] : high[b][i];
          x[i] = Math.min(high[b][i], Math.max(low[b][i], x[i]));
        }
        assertInside(graph, x, b, crown);
        assertInside(graph, x, b, interval);
        assertInside(graph, x, b, single);
      }
    }
    assertThat(width).as("seed %d", seed).isLessThan(intervalWidth);
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 8})
  void aBatchEqualsItsImagesOneByOne(long seed) {
    Random random = new Random(seed);
    Graph graph =
        seed % 2 == 0 ? RandomGraphs.convNet(random) : RandomGraphs.mlp(random, 6, 12, 12, 8, 3);
    double[][] center = points(random, 4, graph.inputs().get(0).shape().size());
    double[][] low = shifted(center, -0.1);
    double[][] high = shifted(center, 0.1);
    Bounds batch = Bounds.crown(graph, low, high, DOUBLE);
    for (int b = 0; b < center.length; b++) {
      Bounds one = Bounds.crown(graph, new double[][] {low[b]}, new double[][] {high[b]}, DOUBLE);
      for (int i = 0; i < one.lower()[0].length; i++) {
        assertThat(batch.lower()[b][i]).isCloseTo(one.lower()[0][i], within(1e-11));
        assertThat(batch.upper()[b][i]).isCloseTo(one.upper()[0][i], within(1e-11));
      }
    }
  }

  static void assertInside(Graph graph, double[] x, int b, Bounds bounds) {
    BigDecimal[] y = ExactEvaluator.run(graph, x);
    for (int i = 0; i < y.length; i++) {
      double lower = bounds.lower()[b][i];
      double upper = bounds.upper()[b][i];
      assertThat(lower == Double.NEGATIVE_INFINITY || new BigDecimal(lower).compareTo(y[i]) <= 0)
          .as("%s >= %s", y[i], lower)
          .isTrue();
      assertThat(upper == Double.POSITIVE_INFINITY || new BigDecimal(upper).compareTo(y[i]) >= 0)
          .as("%s <= %s", y[i], upper)
          .isTrue();
    }
  }

  static double[][] points(Random random, int count, int size) {
    double[][] out = new double[count][size];
    for (double[] row : out) {
      for (int i = 0; i < size; i++) {
        row[i] = random.nextDouble();
      }
    }
    return out;
  }

  static double[][] shifted(double[][] x, double by) {
    double[][] out = new double[x.length][];
    for (int b = 0; b < x.length; b++) {
      out[b] = x[b].clone();
      for (int i = 0; i < out[b].length; i++) {
        out[b][i] += by;
      }
    }
    return out;
  }
}
