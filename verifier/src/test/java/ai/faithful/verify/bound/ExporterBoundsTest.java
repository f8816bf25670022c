package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import ai.faithful.ir.pass.Classifier;
import ai.faithful.ir.pass.Passes;
import ai.faithful.onnx.OnnxReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Classifiers of other ecosystems are bounded, and samples stay inside. */
class ExporterBoundsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "pytorch/activations-torchscript-opset17-dynamic",
        "pytorch/cnn-torchscript-batchnorm-opset13",
        "pytorch/residual-torchscript-opset11",
        "tensorflow/cnn-nhwc-opset17",
        "sklearn/mlp-tanh-no-zipmap",
        "onnxruntime/mlp-qdq-int8"
      })
  void samplesStayInside(String name) throws Exception {
    check(name, 0.01);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "pytorch/transformer-dynamo-opset18",
        "pytorch/transformer-torchscript-opset17-dynamic",
        "onnxruntime/transformer-qdq-uint8",
        "jax/attention",
        "jax/cnn-nhwc",
        "paddle/cnn-opset11",
        "onnxruntime/cnn-qdq-uint8",
        "onnxruntime/residual-qdq-int8-per-channel"
      })
  void samplesOfLargerOnesStayInside(String name) throws Exception {
    check(name, 0.004);
  }

  private static void check(String name, double eps) throws Exception {
    Path file = ExporterFixtures.file(name);
    Graph graph = Passes.simplify(Classifier.of(OnnxReader.read(file).graph()).logits());
    Input input = graph.inputs().get(0);
    Random random = new Random(4);
    double[][] center = CrownTest.points(random, 1, input.shape().size());
    double[][] low = CrownTest.shifted(center, -eps);
    double[][] high = CrownTest.shifted(center, eps);
    Bounds crown = Bounds.by(BoundSettings.CROWN, graph, low, high);
    Evaluator evaluator = new Evaluator(graph);
    for (int s = 0; s < 50; s++) {
      double[] x = new double[center[0].length];
      for (int i = 0; i < x.length; i++) {
        x[i] = random.nextBoolean() ? low[0][i] : high[0][i];
      }
      Tensor y =
          Objects.requireNonNull(
              evaluator
                  .run(Map.of(input.name(), Tensor.ofDoubles(input.shape(), x)))
                  .get(graph.outputs().get(0)));
      for (int i = 0; i < y.size(); i++) {
        assertThat(crown.lower()[0][i]).isFinite().isLessThanOrEqualTo(y.at(i));
        assertThat(crown.upper()[0][i]).isFinite().isGreaterThanOrEqualTo(y.at(i));
      }
    }
  }
}
