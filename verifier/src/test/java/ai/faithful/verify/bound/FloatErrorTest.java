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
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
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
        Arguments.of(new ScalarFunction.Elu(1), -120, 5),
        Arguments.of(new ScalarFunction.Elu(1), -0.1, 0.1),
        Arguments.of(new ScalarFunction.Elu(0.3f), -4, 1),
        Arguments.of(new ScalarFunction.Softplus(), -110, 110),
        Arguments.of(new ScalarFunction.Softplus(), -2, 2),
        Arguments.of(new ScalarFunction.Softsign(), -100, 100),
        Arguments.of(new ScalarFunction.HardSigmoid(0.2f, 0.5), -5, 5),
        Arguments.of(new ScalarFunction.HardSwish(), -5, 5),
        Arguments.of(new ScalarFunction.HardSwish(), -1e5, 1e5),
        Arguments.of(new ScalarFunction.Gelu(), -12, 12),
        Arguments.of(new ScalarFunction.Gelu(), -1, 1),
        Arguments.of(new ScalarFunction.GeluTanh(), -12, 12),
        Arguments.of(new ScalarFunction.GeluTanh(), -1, 1),
        Arguments.of(new ScalarFunction.Swish(1), -110, 110),
        Arguments.of(new ScalarFunction.Swish(1), -4, 4),
        Arguments.of(new ScalarFunction.Mish(), -60, 60),
        Arguments.of(new ScalarFunction.Mish(), -3, 3),
        Arguments.of(new ScalarFunction.Sqrt(), 1e-6, 50),
        Arguments.of(new ScalarFunction.Reciprocal(), 1e-3, 50),
        Arguments.of(new ScalarFunction.Power(2), -50, 50),
        Arguments.of(new ScalarFunction.Power(3), -50, 50),
        Arguments.of(new ScalarFunction.Power(-0.5), 1e-6, 1),
        Arguments.of(new ScalarFunction.Power(-0.5), 1, 1e4),
        Arguments.of(new ScalarFunction.Power(1.7f), 1e-3, 100),
        Arguments.of(new ScalarFunction.Power(-2), 1e-3, 100),
        Arguments.of(new ScalarFunction.Log(), 1e-6, 2),
        Arguments.of(new ScalarFunction.Log(), 0.9, 1.1),
        Arguments.of(new ScalarFunction.Log(), 1, 1e6));
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
        double error =
            allowed.ofValue() * Math.abs(exact[i])
                + allowed.ofOperand() * Math.abs(wide[i])
                + allowed.absolute();
        worst = Math.max(worst, Math.abs(y[i] - exact[i]) / error);
      }
    }
    assertThat(worst).as("share of the allowed error of " + f).isLessThan(0.5);
  }

  /** Rows of logits near and far apart, also far from 0. */
  @ParameterizedTest
  @CsvSource({"false,10", "true,10", "false,1000", "true,1000"})
  void softmaxesStayWithinHalf(boolean log, int k) {
    int rows = 400;
    GraphBuilder b = new GraphBuilder("softmax");
    String x = b.input("x", Shape.of(1, rows, k));
    Graph graph = b.build(b.add("y", log ? new Op.LogSoftmax(2) : new Op.Softmax(2), x));
    FloatError allowed = Objects.requireNonNull(FloatError.of(graph.nodes().get(0), 1));
    Random random = new Random(k);
    float[] z = new float[rows * k];
    double[] wide = new double[z.length];
    double[] most = new double[rows];
    for (int i = 0; i < z.length; i++) {
      int row = i / k;
      double shift = row % 4 == 0 ? 1e4 * (row % 8 - 4) : 0;
      z[i] = (float) (shift + Math.scalb(random.nextGaussian(), row % 9 - 2));
      wide[i] = z[i];
      most[row] = Math.max(most[row], Math.abs(wide[i]));
    }
    double[] exact = new Evaluator(graph).run(wide);
    double worst = 0;
    for (float[] y : Executions.of(graph, List.of(z))) {
      for (int i = 0; i < z.length; i++) {
        double error =
            allowed.ofValue() * Math.abs(exact[i])
                + allowed.ofOperand() * most[i / k]
                + allowed.absolute();
        worst = Math.max(worst, Math.abs(y[i] - exact[i]) / error);
      }
    }
    assertThat(worst).isLessThan(0.5);
  }
}
