package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.faithful.ir.Graph;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.RandomGraphs;
import ai.faithful.verify.rule.Scope;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What training needs: bounds as differentiable functions of the parameters, and no leaks. */
class DifferentiableBoundsTest {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void gradientByParametersAgreesWithDifferences(boolean conv) {
    Random random = new Random(21);
    Graph graph = conv ? RandomGraphs.convNet(random) : RandomGraphs.mlp(random, 5, 9, 7, 3);
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Network network = Network.of(graph, manager, DataType.FLOAT64);
      Map<String, NDArray> live = new HashMap<>();
      graph
          .constants()
          .forEach(
              (name, constant) -> {
                long[] dims = constant.shape().dims().stream().mapToLong(d -> d).toArray();
                NDArray array = manager.create(constant.value().toDoubles(), new Shape(dims));
                array.setRequiresGradient(true);
                live.put(name, array);
              });
      Network trained = network.withParameters(live);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        collector.backward(objective(trained, manager));
      }
      double h = 1e-6;
      live.forEach(
          (name, array) -> {
            double[] gradient = array.getGradient().toDoubleArray();
            double[] values = array.toDoubleArray();
            for (int i = 0; i < values.length; i += 1 + values.length / 2) {
              double slope =
                  (moved(network, manager, name, array, i, h)
                          - moved(network, manager, name, array, i, -h))
                      / (2 * h);
              assertThat(gradient[i]).as("%s[%d]", name, i).isCloseTo(slope, within(1e-5));
            }
          });
    }
  }

  private static double moved(
      Network network, NDManager manager, String name, NDArray array, int at, double by) {
    double[] values = array.toDoubleArray();
    values[at] += by;
    NDArray changed = manager.create(values, array.getShape());
    return objective(network.withParameters(Map.of(name, changed)), manager).getDouble();
  }

  private static NDArray objective(Network network, NDManager manager) {
    Graph graph = network.graph();
    int size = graph.inputs().get(0).shape().size();
    double[][] center = CrownTest.points(new Random(2), 2, size);
    Map<String, Box> inputs =
        Bounds.inputs(
            manager,
            graph,
            CrownTest.shifted(center, -0.05),
            CrownTest.shifted(center, 0.05),
            DataType.FLOAT64);
    Map<String, Box> boxes = IntervalBounds.compute(network, inputs, Rounding.NONE);
    double[] rows = {1, -1, 0, 0, 1, -1, 2, 1, 1, -1, 0, 0};
    Rows both =
        new Rows(
            Map.of(graph.outputs().get(0), manager.create(rows, new Shape(2, 2, 1, 3))),
            manager.zeros(new Shape(2, 2), DataType.FLOAT64));
    return Crown.lowerBound(network, boxes, both, Rounding.NONE).sum();
  }

  @Test
  void manyCallsLeaveNothingBehind() {
    Graph graph = RandomGraphs.mlp(new Random(5), 4, 6, 5, 3);
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Network network = Network.of(graph, manager, DataType.FLOAT64);
      Bounds.pilesNothingUp(
          manager,
          150,
          scope -> {
            double[][] low = {{0, 0, 0, 0}, {1, 0, 0, 0}};
            double[][] high = {{1, 1, 1, 1}, {2, 1, 1, 1}};
            Map<String, Box> inputs = Bounds.inputs(scope, graph, low, high, DataType.FLOAT64);
            Map<String, Box> boxes = Crown.intermediate(network, inputs, Rounding.RIGOROUS);
            Rows rows =
                new Rows(
                    Map.of(
                        graph.outputs().get(0),
                        scope.ones(new Shape(2, 3, 1, 3), DataType.FLOAT64)),
                    scope.zeros(new Shape(2, 3), DataType.FLOAT64));
            Crown.lowerBound(network, boxes, rows, Rounding.RIGOROUS);
            NDArray x = scope.zeros(new Shape(2, 1, 4), DataType.FLOAT64);
            network.forward(x);
            network.inputGradient(x, y -> y);
          });
    }
  }

  /**
   * As in training a student: the teacher's constants stay, the student's are others every step.
   */
  @Test
  @SuppressWarnings("try") // the scope frees what is made inside it
  void stepsWithSomeConstantsLiveLeaveNothingBehind() {
    Graph graph = RandomGraphs.mlp(new Random(5), 4, 6, 5, 3);
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Network network = Network.of(graph, manager, DataType.FLOAT64);
      Bounds.pilesNothingUp(
          manager,
          20,
          step -> {
            try (Scope scope = new Scope()) {
              NDArray live = step.ones(new Shape(6, 5), DataType.FLOAT64);
              objective(network.withParameters(Map.of("w2", live)), step);
            }
          });
    }
  }
}
