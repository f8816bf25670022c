package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.verify.rule.ExactEvaluator;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.RandomGraphs;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows may touch any values, before a ReLU and after it, whatever is left out of passes. */
class HiddenRowsTest {

  /** z1 = -2 - x is never active: a row on z and on relu(z) still sees it. */
  @Test
  void whatNeverIsActiveCountsBeforeTheRelu() {
    GraphBuilder builder = new GraphBuilder("dead");
    String x = builder.input("x", Shape.of(1, 1));
    String w = builder.constant("w", Tensor.ofDoubles(Shape.of(1, 4), 1, -1, -1, -1));
    String c = builder.constant("c", Tensor.ofDoubles(Shape.of(4), 2, -2, -2, -2));
    String z = builder.add("z", new Op.Add(), builder.add("p", new Op.MatMul(), x, w), c);
    String h = builder.add("h", new Op.Relu(), z);
    Map<String, double[][][]> rows = new LinkedHashMap<>();
    rows.put(z, new double[][][] {{{0, 1, 1, 0}}});
    rows.put(h, new double[][][] {{{1, 0, 0, 0}}});
    // z1 + z2 + h0 = 2 (-2 - x) + 2 + x = -2 - x, at least -3 for x in [-1, 1].
    for (Precision precision : Precision.values()) {
      double bound = bound(builder.build(h), precision, Method.CROWN, -1, 1, rows);
      assertThat(bound).isBetween(-3 - 1e-4, -3.0);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5})
  void rowsOnAllValues(long seed) {
    Random random = new Random(seed);
    Graph graph = RandomGraphs.mlp(random, 2, 6, 6, 6, 3);
    Map<String, double[][][]> rows = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      double[] a = new double[node.shape().size()];
      for (int i = 0; i < a.length; i++) {
        a[i] = random.nextInt(5) - 2;
      }
      rows.put(node.name(), new double[][][] {{a}});
    }
    for (Precision precision : Precision.values()) {
      for (Method method : Method.values()) {
        double bound = bound(graph, precision, method, 0.5, 0.625, rows);
        for (int s = 0; s < 10; s++) {
          double[] x = {0.5 + 0.125 * random.nextDouble(), 0.5 + 0.125 * random.nextInt(2)};
          Map<String, BigDecimal[]> values =
              ExactEvaluator.run(graph, Map.of(graph.inputs().get(0).name(), x));
          BigDecimal sum = BigDecimal.ZERO;
          for (Map.Entry<String, double[][][]> row : rows.entrySet()) {
            BigDecimal[] v = Objects.requireNonNull(values.get(row.getKey()));
            for (int i = 0; i < v.length; i++) {
              sum = sum.add(v[i].multiply(new BigDecimal(row.getValue()[0][0][i])));
            }
          }
          assertThat(new BigDecimal(bound)).as("%s %s", method, precision).isLessThanOrEqualTo(sum);
        }
      }
    }
  }

  private static double bound(
      Graph graph,
      Precision precision,
      Method method,
      double low,
      double high,
      Map<String, double[][][]> rows) {
    BoundSettings settings =
        BoundSettings.CROWN.withMethod(method).withIterations(3).withPrecision(precision);
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        LinearBounds bounds = LinearBounds.of(graph, manager, settings)) {
      int size = graph.inputs().get(0).shape().size();
      double[][] lower = CrownTest.shifted(new double[1][size], low);
      double[][] upper = CrownTest.shifted(new double[1][size], high);
      Map<String, Box> inputs = Bounds.inputs(manager, graph, lower, upper, precision.type());
      Map<String, Box> boxes = bounds.intermediate(inputs);
      return bounds.lowerBound(inputs, boxes, rows, new double[1][1], false)[0][0];
    }
  }
}
