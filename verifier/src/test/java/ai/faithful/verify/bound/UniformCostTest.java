package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Graph;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.RandomGraphs;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Costs told by two numbers are no less than those of each element, and unknown if not small. */
class UniformCostTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
  void exceedsEveryElement(long seed) {
    Random random = new Random(seed);
    Graph graph =
        switch ((int) seed % 4) {
          case 0 -> RandomGraphs.mlp(random, 3, 5, 5, 4, 2);
          case 1 -> RandomGraphs.convNet(random);
          case 2 -> RandomGraphs.arranged(random);
          default -> NonlinearGraphs.activated(random, new ScalarFunction.Sigmoid());
        };
    assertThat(small(graph, DataType.FLOAT64, 0.5)).isPositive();
  }

  @Test
  void isNeverSmallInSinglePrecision() {
    assertThat(small(RandomGraphs.mlp(new Random(1), 3, 5, 2), DataType.FLOAT32, 0.5)).isZero();
  }

  @Test
  void isNotSmallForLargeNumbers() {
    assertThat(small(RandomGraphs.mlp(new Random(1), 3, 5, 2), DataType.FLOAT64, 1e12)).isZero();
  }

  /** How many values have a small cost, each of which is checked. */
  @SuppressWarnings("try") // the scope frees what is made inside it
  private static int small(Graph graph, DataType type, double radius) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Network network = Network.of(graph, manager, type);
      Shape shape = graph.inputs().get(0).shape();
      double[][] low = new double[2][shape.size()];
      double[][] high = new double[2][shape.size()];
      for (int b = 0; b < 2; b++) {
        Arrays.fill(low[b], -radius * (b + 1));
        Arrays.fill(high[b], radius);
      }
      String input = graph.inputs().get(0).name();
      Map<String, Box> inputs = Map.of(input, Box.of(manager, shape, low, high, type));
      Map<String, Box> boxes = IntervalBounds.compute(network, inputs, Rounding.RIGOROUS);
      int small = 0;
      try (Scope scope = new Scope();
          Relaxation relaxation =
              new Relaxation(network, inputs, boxes, Rounding.RIGOROUS, false)) {
        for (Site site : network.sites()) {
          for (boolean choosing : new boolean[] {false, true}) {
            String value = site.node().name();
            UniformCost uniform = relaxation.uniformCost(value, choosing);
            RoundingCost each = relaxation.fullCost(value, choosing);
            double most = each.weights().max().toType(DataType.FLOAT64, false).getDouble();
            if (uniform.isSmall()) {
              small++;
              assertThat(uniform.weight()).isGreaterThanOrEqualTo(most);
            }
          }
        }
      }
      return small;
    }
  }
}
