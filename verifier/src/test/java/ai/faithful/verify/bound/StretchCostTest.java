package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.verify.rule.ExactEvaluator;
import ai.faithful.verify.rule.Network;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Deep networks whose rows do not pay for their whole way at once, but in stretches: over a box of
 * one point every neuron is decided, and nothing but rounding lies between the bound and the value.
 */
class StretchCostTest {
  private static final int[] WIDTHS = {3, 8, 8, 8, 8, 2};

  @Test
  void paysInStretches() {
    Layers layers = new Layers(new Random(1));
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Network network = Network.of(layers.graph(), manager, DataType.FLOAT64);
      double[][] point = {{1e6, 2e6, 3e6}};
      Map<String, Box> inputs =
          Map.of("x", Box.of(manager, Shape.of(1, 3), point, point, DataType.FLOAT64));
      Map<String, Box> boxes = IntervalBounds.compute(network, inputs, Rounding.RIGOROUS);
      try (Relaxation relaxation =
          new Relaxation(network, inputs, boxes, Rounding.RIGOROUS, true)) {
        assertThat(relaxation.uniformCost("z4", false).isSmall()).isFalse();
        assertThat(relaxation.stretchCost("z4", false).isSmall()).isTrue();
        assertThat(relaxation.isStop("h0", false)).isTrue();
        assertThat(relaxation.isStop("z0", false)).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
  void neverPassesTheExactValue(long seed) {
    Random random = new Random(seed);
    Layers layers = new Layers(random);
    double[][] points = new double[12][];
    for (int b = 0; b < points.length; b++) {
      points[b] = random.doubles(3, -2e6, 2e6).toArray();
    }
    Graph graph = layers.graph();
    Bounds bounds = Bounds.crown(graph, points, points, DataType.FLOAT64);
    for (int b = 0; b < points.length; b++) {
      BigDecimal[] exact = ExactEvaluator.run(graph, points[b]);
      for (int i = 0; i < exact.length; i++) {
        assertThat(new BigDecimal(bounds.lower()[b][i])).isLessThanOrEqualTo(exact[i]);
        assertThat(new BigDecimal(bounds.upper()[b][i])).isGreaterThanOrEqualTo(exact[i]);
        double width = bounds.upper()[b][i] - bounds.lower()[b][i];
        assertThat(width).isLessThan(1e-4 * Math.max(1, exact[i].abs().doubleValue()));
      }
    }
  }

  /**
   * Dense layers. Pairs of the first one's neurons are alike up to 2^-20 and large, and meet with
   * opposite signs: what the rows lose there is far more than anything above makes up for.
   */
  private static final class Layers {
    private final double[][] weights = new double[WIDTHS.length - 1][];

    Layers(Random random) {
      for (int k = 0; k < weights.length; k++) {
        weights[k] = random.doubles((long) WIDTHS[k] * WIDTHS[k + 1], -1.5, 1.5).toArray();
      }
      for (int j = 0; j < WIDTHS[1]; j += 2) {
        for (int i = 0; i < WIDTHS[0]; i++) {
          int at = i * WIDTHS[1] + j;
          weights[0][at + 1] = weights[0][at] + 0x1p-20 * random.nextGaussian();
        }
        for (int i = 0; i < WIDTHS[2]; i++) {
          weights[1][(j + 1) * WIDTHS[2] + i] = -weights[1][j * WIDTHS[2] + i];
        }
      }
    }

    Graph graph() {
      GraphBuilder builder = new GraphBuilder("deep");
      String value = builder.input("x", Shape.of(1, WIDTHS[0]));
      for (int k = 0; k < weights.length; k++) {
        Shape shape = Shape.of(WIDTHS[k], WIDTHS[k + 1]);
        String w = builder.constant("w" + k, Tensor.ofDoubles(shape, weights[k]));
        value = builder.add("z" + k, new Op.MatMul(), value, w);
        if (k < weights.length - 1) {
          value = builder.add("h" + k, new Op.Relu(), value);
        }
      }
      return builder.build(value);
    }
  }
}
