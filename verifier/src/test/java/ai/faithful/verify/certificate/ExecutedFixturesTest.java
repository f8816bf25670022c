package ai.faithful.verify.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.onnx.OnnxReader;
import ai.faithful.verify.bound.BoundSettings;
import ai.faithful.verify.bound.Executions;
import ai.faithful.verify.bound.ExporterFixtures;
import ai.faithful.verify.bound.Float32Execution;
import ai.faithful.verify.bound.Method;
import ai.faithful.verify.region.BoxRegion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files of other exporters as ONNX Runtime executes them, batch normalisations fused into
 * convolutions or not: no output leaves the bounds, with no tolerance.
 */
class ExecutedFixturesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "pytorch/cnn-torchscript-batchnorm-opset7",
        "pytorch/cnn-torchscript-batchnorm-opset17-dynamic",
        "pytorch/depthwise-torchscript-batchnorm-opset11",
        "pytorch/residual-torchscript-batchnorm-opset17-dynamic",
        "paddle/cnn-opset11",
        "pytorch/activations-torchscript-opset17-dynamic",
        "pytorch/activations-torchscript-opset20-dynamic"
      })
  void executionsStayInside(String name) throws Exception {
    executionsStayInside(name, Method.CROWN);
  }

  /** With layer normalisations, whose variances may cancel. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "pytorch/transformer-torchscript-opset17-dynamic",
        "pytorch/transformer-fused-dynamo-opset18-dynamic"
      })
  void transformersStayInside(String name) throws Exception {
    executionsStayInside(name, Method.FORWARD);
  }

  private static void executionsStayInside(String name, Method method) throws Exception {
    Path file = ExporterFixtures.file(name);
    OnnxModel model = OnnxReader.read(file);
    Graph graph = ExecutedGraph.of(model);
    Input input = graph.inputs().get(0);
    int size = input.shape().size();
    Random random = new Random(5);
    for (double eps : new double[] {0, 1e-3}) {
      double[] low = new double[size];
      double[] high = new double[size];
      List<float[]> points = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        low[i] = random.nextFloat();
        high[i] = (float) (low[i] + eps);
      }
      for (int p = 0; p < 20; p++) {
        float[] x = new float[size];
        for (int i = 0; i < size; i++) {
          x[i] = (float) (random.nextBoolean() ? low[i] : high[i]);
        }
        points.add(x);
      }
      Graph enclosed = Float32Execution.enclose(graph, List.of(low), List.of(high));
      try (NDManager manager = NDManager.newBaseManager("PyTorch");
          NetworkBounds bounds =
              new NetworkBounds(enclosed, manager, BoundSettings.CROWN.withMethod(method))) {
        String output = enclosed.outputs().get(0);
        NetworkBounds.Ends ends =
            bounds.ends(
                bounds.intermediate(List.of(new BoxRegion(low, high)), bounds.method()), output);
        double widest = 0;
        for (float[] y : Executions.of(Files.readAllBytes(file), input, points)) {
          for (int j = 0; j < y.length; j++) {
            double lower = Objects.requireNonNull(ends.lower()[0])[j];
            double upper = Objects.requireNonNull(ends.upper()[0])[j];
            assertThat((double) y[j]).as(name + " " + j).isBetween(lower, upper);
            widest = Math.max(widest, upper - lower);
          }
        }
        // At a point only rounding is left.
        assertThat(eps > 0 || widest < 0.5 || method == Method.FORWARD)
            .as("%s is %s wide", name, widest)
            .isTrue();
      }
    }
  }
}
