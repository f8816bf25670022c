package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.eval.Evaluator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX Runtime's functions over a dense grid: within half of the error that is allowed. */
class FloatErrorTest {
  private static final int GRID = 200_000;

  static Stream<Arguments> functions() {
    return Stream.of(
        Arguments.of(new ScalarFunction.Sigmoid(), -110, 110),
        Arguments.of(new ScalarFunction.Sigmoid(), -4, 4),
        Arguments.of(new ScalarFunction.Tanh(), -12, 12),
        Arguments.of(new ScalarFunction.Tanh(), -0.5, 0.5),
        Arguments.of(new ScalarFunction.Erf(), -6, 6),
        Arguments.of(new ScalarFunction.Erf(), -0.5, 0.5),
        Arguments.of(new ScalarFunction.Exp(), -120, 80),
        Arguments.of(new ScalarFunction.Exp(), -2, 2),
        Arguments.of(new ScalarFunction.Sqrt(), 1e-6, 50),
        Arguments.of(new ScalarFunction.Reciprocal(), 1e-3, 50));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void staysWithinHalf(ScalarFunction f, double from, double to) {
    GraphBuilder b = new GraphBuilder("function");
    String x = b.input("x", Shape.of(1, GRID));
    Graph graph = b.build(b.add("y", new Op.Elementwise(f), x));
    FloatError allowed = Objects.requireNonNull(FloatError.of(graph.nodes().get(0), 1));
    float[] grid = new float[GRID];
    double[] wide = new double[GRID];
    for (int i = 0; i < GRID; i++) {
      grid[i] = (float) (from + (to - from) * i / (GRID - 1.0));
      wide[i] = grid[i];
    }
    double[] exact = new Evaluator(graph).run(wide);
    double worst = 0;
    for (float[] y : Executions.of(graph, List.of(grid))) {
      for (int i = 0; i < GRID; i++) {
        double error = allowed.ofValue() * Math.abs(exact[i]) + allowed.absolute();
        worst = Math.max(worst, Math.abs(y[i] - exact[i]) / error);
      }
    }
    assertThat(worst).as("share of the allowed error of " + f).isLessThan(0.5);
  }
}
