package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Graph;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.verify.curve.Intervals;
import ai.faithful.verify.rule.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bounds of networks of every kind of operator hold for samples evaluated in many digits. */
class NonlinearBoundsTest {
  private static final List<DataType> FORMATS = List.of(DataType.FLOAT64, DataType.FLOAT32);

  static List<ScalarFunction> functions() {
    return Intervals.functions();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void activated(ScalarFunction function) {
    for (int seed = 0; seed < 2; seed++) {
      Random random = new Random(seed);
      check(NonlinearGraphs.activated(random, function), random, Math.scalb(0.5, -3 * seed), 3);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void transformer(long seed) {
    Random random = new Random(seed);
    check(NonlinearGraphs.transformer(random), random, Math.scalb(0.2, -2 * (int) seed), 4);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void pooled(long seed) {
    Random random = new Random(seed);
    check(NonlinearGraphs.pooled(random), random, Math.scalb(0.3, -2 * (int) seed), 6);
  }

  private static void check(Graph graph, Random random, double eps, int samples) {
    int size = graph.inputs().get(0).shape().size();
    double[][] center = CrownTest.points(random, 2, size);
    double[][] low = CrownTest.shifted(center, -eps);
    double[][] high = CrownTest.shifted(center, eps);
    low[1] = high[1];
    Bounds[] all = new Bounds[6];
    for (int i = 0; i < 2; i++) {
      all[3 * i] = Bounds.interval(graph, low, high, FORMATS.get(i));
      all[3 * i + 1] = Bounds.crown(graph, low, high, FORMATS.get(i));
      all[3 * i + 2] = Bounds.forward(graph, low, high, FORMATS.get(i));
    }
    double width = 0;
    for (int i = 0; i < all[1].lower()[0].length; i++) {
      width += all[1].upper()[0][i] - all[1].lower()[0][i];
    }
    assertThat(width).isFinite();
    for (int s = 0; s < samples; s++) {
      for (int b = 0; b < 2; b++) {
        double[] x = new double[size];
        for (int i = 0; i < size; i++) {
          double part = s % 2 == 0 ? random.nextInt(2) : random.nextDouble();
          x[i] = Math.min(high[b][i], low[b][i] + part * (high[b][i] - low[b][i]));
        }
        for (Bounds bounds : all) {
          CrownTest.assertInside(graph, x, b, bounds);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void gradientsAgreeWithDifferences(boolean pooling) {
    Random random = new Random(3);
    Graph graph = pooling ? NonlinearGraphs.pooled(random) : NonlinearGraphs.transformer(random);
    int size = graph.inputs().get(0).shape().size();
    double[] x = CrownTest.points(random, 1, size)[0];
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Network network = Network.of(graph, manager, DataType.FLOAT64);
      double[] gradient =
          network.inputGradient(batch(manager, graph, x), logits -> logits.mul(2)).toDoubleArray();
      for (int i = 0; i < size; i++) {
        double h = 1e-6;
        double[] moved = x.clone();
        moved[i] += h;
        double after = squares(network, batch(manager, graph, moved));
        moved[i] -= 2 * h;
        double before = squares(network, batch(manager, graph, moved));
        assertThat(gradient[i]).isCloseTo((after - before) / (2 * h), within(1e-5));
      }
      // Where exponentials overflow, gradients are numbers still.
      double[] far = Arrays.stream(x).map(v -> 1e5 * (v - 0.5)).toArray();
      NDArray large = batch(manager, graph, far);
      assertThat(network.inputGradient(large, logits -> logits.onesLike()).toDoubleArray())
          .doesNotContain(Double.NaN);
    }
  }

  private static NDArray batch(NDManager manager, Graph graph, double[] x) {
    long[] dims = graph.inputs().get(0).shape().dims().stream().mapToLong(d -> d).toArray();
    return manager.create(x, new Shape(1).addAll(new Shape(dims)));
  }

  private static double squares(Network network, NDArray x) {
    return network.forward(x).square().sum().getDouble();
  }

  /** Choosing tangents and slopes makes bounds tighter, and they still hold. */
  @ParameterizedTest
  @ValueSource(
      strings = {"Sigmoid", "Tanh", "Gelu", "Exp", "LeakyRelu", "HardSwish", "transformer"})
  void chosenLines(String name) {
    Random random = new Random(12);
    Graph graph =
        name.equals("transformer")
            ? NonlinearGraphs.transformer(random)
            : NonlinearGraphs.activated(
                random,
                functions().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow());
    int size = graph.inputs().get(0).shape().size();
    double[][] center = CrownTest.points(random, 1, size);
    double eps = name.equals("transformer") ? 0.02 : 0.4;
    double[][] low = CrownTest.shifted(center, -eps);
    double[][] high = CrownTest.shifted(center, eps);
    Bounds crown = Bounds.by(BoundSettings.CROWN, graph, low, high);
    Bounds alpha =
        Bounds.by(
            BoundSettings.CROWN.withMethod(Method.ALPHA_CROWN).withIterations(8), graph, low, high);
    double gain = 0;
    for (int i = 0; i < crown.lower()[0].length; i++) {
      gain += alpha.lower()[0][i] - crown.lower()[0][i];
      gain += crown.upper()[0][i] - alpha.upper()[0][i];
    }
    assertThat(gain).as(name).isPositive();
    for (int s = 0; s < 6; s++) {
      double[] x = new double[size];
      for (int i = 0; i < size; i++) {
        x[i] = random.nextBoolean() ? low[0][i] : high[0][i];
      }
      CrownTest.assertInside(graph, x, 0, alpha);
    }
  }
}
