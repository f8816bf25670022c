package ai.faithful.onnx;

import static ai.faithful.onnx.ModelFixture.integer;
import static ai.faithful.onnx.ModelFixture.integers;
import static ai.faithful.onnx.ModelFixture.real;
import static ai.faithful.onnx.ModelFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import ai.faithful.ir.pass.Passes;
import ai.faithful.onnx.proto.TensorProto;
import ai.faithful.onnx.tensor.TensorEncoder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One small model per turn of an operator: it computes what ONNX Runtime computes. */
class OperatorsTest {
  private static final Random RANDOM = new Random(3);
  @TempDir Path folder = Path.of("");

  static Stream<Arguments> models() {
    Shape image = Shape.of(1, 3, 7, 6);
    Shape row = Shape.of(1, 6);
    return Stream.of(
        of("Gemm all", row, gemm(13, 0.5f, 2f, 0, 1, true)),
        of("Gemm opset 7", row, gemm(7, 1f, 1f, 0, 0, true)),
        of("Gemm without C", row, gemm(11, 3f, 1f, 0, 1, false)),
        of("Gemm transA", Shape.of(6, 1), gemm(13, 1f, 0f, 1, 0, true)),
        of("Conv same upper", image, conv("auto_pad", "SAME_UPPER", 2, 1)),
        of("Conv same lower", image, conv("auto_pad", "SAME_LOWER", 2, 1)),
        of("Conv valid", image, conv("auto_pad", "VALID", 1, 2)),
        of(
            "Conv groups",
            image,
            model(13, image)
                .initialiser(weight("w", 6, 1, 3, 2))
                .initialiser(weight("b", 6))
                .node(
                    "Conv",
                    "x w b",
                    "y",
                    integer("group", 3),
                    integers("pads", 1, 0, 2, 1),
                    integers("strides", 2, 1))),
        of(
            "Conv 1d",
            Shape.of(2, 3, 8),
            model(11, Shape.of(2, 3, 8))
                .initialiser(weight("w", 2, 3, 3))
                .node("Conv", "x w", "y", integers("dilations", 2))),
        of(
            "Conv 3d",
            Shape.of(1, 2, 4, 5, 3),
            model(11, Shape.of(1, 2, 4, 5, 3))
                .initialiser(weight("w", 2, 2, 2, 2, 2))
                .node("Conv", "x w", "y", integers("pads", 1, 0, 1, 0, 1, 1))),
        of("AveragePool", image, pool(13, 0, 0, 1)),
        of("AveragePool counts padding", image, pool(13, 1, 0, 1)),
        of("AveragePool ceil", image, pool(13, 0, 1, 0)),
        of("AveragePool ceil counts padding", image, pool(19, 1, 1, 0)),
        of("GlobalAveragePool", image, model(13, image).node("GlobalAveragePool", "x", "y")),
        of(
            "BatchNormalization",
            image,
            model(9, image)
                .initialiser(weight("s", 3))
                .initialiser(weight("b", 3))
                .initialiser(weight("m", 3))
                .floats("v", Shape.of(3), 0.1f, 2f, 30f)
                .node("BatchNormalization", "x s b m v", "y", real("epsilon", 1e-3f))),
        of("Flatten", image, model(9, image).node("Flatten", "x", "y", integer("axis", 2))),
        of(
            "Flatten by its shape",
            image,
            model(11, image)
                .longs("zero", 0)
                .longs("minus", -1)
                .node("Shape", "x", "s")
                .node("Gather", "s zero", "n")
                .node("Concat", "n minus", "target", integer("axis", 0))
                .node("Reshape", "x target", "y")),
        of(
            "Reshape 0 and -1",
            image,
            model(13, image).longs("t", 0, -1, 6).node("Reshape", "x t", "y")),
        of(
            "Squeeze and Unsqueeze",
            image,
            model(13, image)
                .longs("a", 0)
                .longs("b", 1, -1)
                .node("Squeeze", "x a", "h")
                .node("Unsqueeze", "h b", "y")),
        of("Transpose", image, model(13, image).node("Transpose", "x", "y")),
        of("Softmax before 13", image, model(11, image).node("Softmax", "x", "y")),
        of(
            "LogSoftmax before 13",
            image,
            model(9, image).node("LogSoftmax", "x", "y", integer("axis", 2))),
        of(
            "Softmax from 13",
            image,
            model(13, image).node("Softmax", "x", "y", integer("axis", 1))),
        of(
            "arithmetic",
            image,
            model(13, image)
                .initialiser(weight("c", 3, 1, 6))
                .floats("d", Shape.SCALAR, 3f)
                .node("Mul", "x c", "a")
                .node("Sub", "c a", "b")
                .node("Div", "b d", "e")
                .node("Neg", "e", "f")
                .node("Sum", "f x c", "g")
                .node("Div", "g g", "y")),
        of(
            "sliced weights",
            row,
            model(13, row)
                .initialiser(weight("w", 8, 9))
                .longs("s", -1, 0)
                .longs("e", -100, 6)
                .longs("a", 0, 1)
                .longs("t", -2, 1)
                .node("Slice", "w s e a t", "v")
                .node("Cast", "v", "u", integer("to", 11))
                .node("Cast", "u", "w2", integer("to", 1))
                .node("Identity", "w2", "w3")
                .node("Transpose", "w3", "w4")
                .node("MatMul", "x w4", "y")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void computesWhatOnnxRuntimeComputes(String title, Shape shape, ModelFixture fixture)
      throws Exception {
    OnnxModel model = fixture.read(folder);
    try (OtherRuntime runtime = OtherRuntime.open(fixture.bytes())) {
      for (int round = 0; round < 3; round++) {
        Tensor x = random(shape);
        Tensor expected = runtime.run(Map.of("x", x)).get("y");
        Tensor actual = new Evaluator(model.graph()).run(Map.of("x", x)).get("y");
        Tensor simple = new Evaluator(Passes.simplify(model.graph())).run(Map.of("x", x)).get("y");
        assertThat(OtherRuntime.difference(expected, actual)).as(title).isLessThan(2e-6);
        assertThat(OtherRuntime.difference(actual, simple)).as(title).isLessThan(1e-13);
      }
    }
  }

  @Test
  void oldBroadcastingAlignsAtAnAxis() throws Exception {
    ModelFixture fixture =
        model(6, Shape.of(2, 3, 2))
            .floats("c", Shape.of(3), 10, 20, 30)
            .node("Add", "x c", "y", integer("broadcast", 1), integer("axis", 1));
    double[] y = new Evaluator(fixture.read(folder).graph()).run(new double[12]);
    assertThat(y).containsExactly(10, 10, 20, 20, 30, 30, 10, 10, 20, 20, 30, 30);
  }

  @Test
  void whatChangesTheMeaningAndIsNotHandledIsRefused() {
    Shape image = Shape.of(1, 1, 4, 4);
    refused(
        model(13, image).floats("r", Shape.SCALAR, 0.5f).node("Dropout", "x r t", "y"),
        "undefined 't'");
    refused(model(6, image).node("Dropout", "x", "y"), "drops elements at random");
    refused(model(13, image).floats("z", Shape.SCALAR, 0f).node("Div", "x z", "y"), "divides by");
    refused(model(13, image).node("Cast", "x", "y", integer("to", 10)), "rounds data");
    refused(
        model(11, image)
            .node("AveragePool", "x", "y", integers("kernel_shape", 2, 2), integer("p", 3)),
        "attribute 'p'");
    refused(model(13, image).longs("t", 3, 3).node("Reshape", "x t", "y"), "cannot reshape");
  }

  @Test
  void nodesOutOfOrderAreSortedWithAWarning() throws Exception {
    OnnxModel model =
        model(13, Shape.of(1, 2)).node("Relu", "h", "y").node("Neg", "x", "h").read(folder);
    assertThat(model.warnings()).anyMatch(w -> w.contains("not in topological order"));
    assertThat(new Evaluator(model.graph()).run(new double[] {1, -2})).containsExactly(0, 2);
  }

  private void refused(ModelFixture fixture, String reason) {
    assertThatThrownBy(() -> fixture.read(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(reason);
  }

  private static Arguments of(String title, Shape shape, ModelFixture model) {
    return Arguments.of(title, shape, model);
  }

  private static ModelFixture model(int opset, Shape x) {
    return new ModelFixture(opset).input("x", x.dims().toArray()).anyOutput("y");
  }

  private static ModelFixture gemm(
      int opset, float alpha, float beta, int transA, int transB, boolean bias) {
    Shape x = transA == 1 ? Shape.of(6, 1) : Shape.of(1, 6);
    return model(opset, x)
        .initialiser(transB == 1 ? weight("w", 4, 6) : weight("w", 6, 4))
        .initialiser(weight("c", 4))
        .node(
            "Gemm",
            bias ? "x w c" : "x w",
            "y",
            real("alpha", alpha),
            real("beta", beta),
            integer("transA", transA),
            integer("transB", transB));
  }

  private static ModelFixture conv(String attribute, String value, int stride, int dilation) {
    return model(13, Shape.of(1, 3, 7, 6))
        .initialiser(weight("w", 2, 3, 3, 2))
        .initialiser(weight("b", 2))
        .node(
            "Conv",
            "x w b",
            "y",
            text(attribute, value),
            integers("strides", stride, stride),
            integers("dilations", dilation, dilation));
  }

  private static ModelFixture pool(int opset, int countPad, int ceil, int pad) {
    return model(opset, Shape.of(1, 3, 7, 6))
        .node(
            "AveragePool",
            "x",
            "y",
            integers("kernel_shape", 3, ceil == 1 ? 3 : 2),
            integers("strides", 2, ceil == 1 ? 2 : 3),
            integers("pads", pad, pad, pad, 0),
            integer("count_include_pad", countPad),
            integer("ceil_mode", ceil));
  }

  private static TensorProto weight(String name, int... dims) {
    return TensorEncoder.float32(name, random(Shape.of(dims)));
  }

  private static Tensor random(Shape shape) {
    float[] elements = new float[shape.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) RANDOM.nextGaussian();
    }
    return Tensor.ofFloats(shape, elements);
  }
}
