package ai.faithful.verify.rule;

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
import java.math.BigDecimal;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  @Test
  void forwardAgreesWithExactEvaluation() {
    Graph graph = RandomGraphs.convNet(new Random(3));
    double[] x = new Random(4).doubles(84).toArray();
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Network network = Network.of(graph, manager, DataType.FLOAT64);
      double[] y = network.forward(manager.create(x, new Shape(1, 1, 2, 7, 6))).toDoubleArray();
      BigDecimal[] expected = ExactEvaluator.run(graph, x);
      for (int i = 0; i < y.length; i++) {
        assertThat(y[i]).isCloseTo(expected[i].doubleValue(), within(1e-12));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void inputGradientAgreesWithDifferences(boolean conv) {
    Random random = new Random(6);
    Graph graph = conv ? RandomGraphs.convNet(random) : RandomGraphs.mlp(random, 5, 9, 7, 3);
    ai.faithful.ir.Shape shape = graph.inputs().get(0).shape();
    double[] x = random.doubles(2L * shape.size()).toArray();
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Network network = Network.of(graph, manager, DataType.FLOAT64);
      Shape batch = Broadcasting.batched(2, shape);
      NDArray gradient = network.inputGradient(manager.create(x, batch), logits -> logits.mul(2));
      assertThat(gradient.getShape()).isEqualTo(batch);
      double[] g = gradient.toDoubleArray();
      double h = 1e-6;
      for (int i = 0; i < x.length; i += 7) {
        double[] moved = x.clone();
        moved[i] += h;
        double after = squares(network, manager.create(moved, batch));
        moved[i] -= 2 * h;
        double before = squares(network, manager.create(moved, batch));
        assertThat(g[i]).isCloseTo((after - before) / (2 * h), within(1e-5));
      }
    }
  }

  private static double squares(Network network, NDArray x) {
    return network.forward(x).square().sum().getDouble();
  }

  @Test
  void everyUnsupportedNodeIsListed() {
    GraphBuilder builder = new GraphBuilder("odd");
    String x = builder.input("x", ai.faithful.ir.Shape.of(1, 1, 4, 4));
    Op.Conv conv = RandomGraphs.conv(1, 0, 1, 1);
    x = builder.add("dynamic", conv, x, x);
    x = builder.add("again", conv, x, x);
    Graph graph = builder.build(x);
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      assertThatThrownBy(() -> Network.of(graph, manager, DataType.FLOAT64))
          .isInstanceOf(UnsupportedGraphException.class)
          .hasMessageContainingAll("dynamic", "Conv", "variable kernel", "again", "[1,1,4,4]");
    }
  }

  @Test
  void liveParametersReplaceConstants() {
    Graph graph = RandomGraphs.mlp(new Random(8), 4, 3);
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Network network = Network.of(graph, manager, DataType.FLOAT32);
      NDArray bias = manager.ones(new Shape(3));
      NDArray weights = manager.zeros(new Shape(4, 3));
      Network live = network.withParameters(Map.of("b1", bias, "w1", weights));
      NDArray y = live.forward(manager.ones(new Shape(2, 1, 4)));
      assertThat(y.toFloatArray()).containsOnly(1f);
      assertThatThrownBy(() -> network.withParameters(Map.of("b1", weights)))
          .hasMessageContaining("b1");
      assertThatThrownBy(() -> network.withParameters(Map.of("b7", weights)))
          .hasMessageContaining("b7");
    }
  }
}
