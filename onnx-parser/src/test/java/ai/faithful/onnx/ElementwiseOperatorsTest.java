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
import ai.faithful.onnx.proto.AttributeProto;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions, reductions and normalisations in their turns, against ONNX Runtime. */
class ElementwiseOperatorsTest {
  private static final Shape IMAGE = Shape.of(1, 4, 3, 5);
  @TempDir Path folder = Path.of("");

  static Stream<Arguments> models() {
    return Stream.of(
            unary("Celu", 12, real("alpha", 2)),
            unary("Selu", 6, real("alpha", 1.5f), real("gamma", 2)),
            unary("Elu", 6, real("alpha", 0.3f)),
            unary("LeakyRelu", 6, real("alpha", -0.3f)),
            unary("HardSigmoid", 6, real("alpha", 0.4f), real("beta", 0.1f)),
            unary("ThresholdedRelu", 10, real("alpha", 0.5f)),
            unary("ThresholdedRelu", 10, real("alpha", 0)),
            unary("Shrink", 9, real("lambd", 0.5f), real("bias", 0.5f)),
            unary("Shrink", 9, real("lambd", 0.5f), real("bias", 0.25f)),
            unary("Gelu", 20, text("approximate", "tanh")),
            unary("Clip", 6, real("min", -0.5f)),
            unary("Clip", 6, real("min", 0), real("max", 1)),
            unary("Softplus", 6),
            unary("LpNormalization", 6, integer("axis", 1), integer("p", 1)),
            unary("MeanVarianceNormalization", 13),
            unary("LRN", 13, integer("size", 3), real("alpha", 0.7f), real("bias", 2)),
            unary("ReduceMean", 11, integers("axes", -1, 1), integer("keepdims", 0)),
            unary("ReduceProd", 11, integers("axes", 3)),
            unary("ReduceMin", 11, integers("axes", 1, 2)),
            unary("ReduceL2", 11),
            unary("ReduceLogSumExp", 11, integers("axes", 3)),
            model("Clip of inputs", 12)
                .floats("lo", Shape.SCALAR, -0.25f)
                .floats("hi", Shape.SCALAR, 0.5f)
                .node("Clip", "x lo hi", "y"),
            model("Clip without a lower end", 12)
                .floats("hi", Shape.of(1), 0.5f)
                .node("Clip", "x  hi", "y"),
            model("Max and Min of constants", 13)
                .floats("c", Shape.of(5), -1, 0, 1, 2, 3)
                .floats("d", Shape.SCALAR, 0.25f)
                .node("Max", "d x c", "h")
                .node("Min", "c h d", "y"),
            model("Min of variables", 13).node("Neg", "x", "m").node("Min", "x m x", "y"),
            model("Mean", 13).floats("c", Shape.of(5), 1, 2, 3, 4, 5).node("Mean", "x c x", "y"),
            model("PRelu per channel", 16)
                .floats("s", Shape.of(4, 1, 1), 0.1f, -0.2f, 1.5f, 0)
                .node("PRelu", "x s", "y"),
            model("PRelu of one slope", 9).floats("s", Shape.of(1), 0.1f).node("PRelu", "x s", "y"),
            model("Pow of several exponents", 13)
                .floats("e", Shape.of(5), 0, 1, 2, 3, 2)
                .node("Pow", "x e", "y"),
            model("Pow of a base", 13).floats("b", Shape.SCALAR, 1.7f).node("Pow", "b x", "y"),
            model("Pow of half", 13)
                .floats("e", Shape.of(1), -0.5f)
                .node("Abs", "x", "a")
                .node("Exp", "a", "p")
                .node("Pow", "p e", "y"),
            model("ReduceSum of an input", 13)
                .longs("a", -2)
                .node("ReduceSum", "x a", "y", integer("keepdims", 0)),
            model("ReduceSum of nothing", 13)
                .node("ReduceSum", "x", "y", integer("noop_with_empty_axes", 1)),
            model("ReduceMax of an input", 18).longs("a", 1, 3).node("ReduceMax", "x a", "y"),
            model("CumSum", 14)
                .longs("a", 1)
                .node("CumSum", "x a", "y", integer("reverse", 1), integer("exclusive", 1)),
            model("LayerNormalization", 17)
                .floats("s", Shape.of(5), 1, 2, 3, 4, 5)
                .floats("b", Shape.of(5), 5, 4, 3, 2, 1)
                .node("LayerNormalization", "x s b", "y", real("epsilon", 0.01f)),
            model("LayerNormalization of two axes", 17)
                .floats("s", Shape.of(1, 5), 1, 2, 3, 4, 5)
                .node("LayerNormalization", "x s", "y", integer("axis", 2)),
            model("InstanceNormalization", 6)
                .floats("s", Shape.of(4), 1, 2, 3, 4)
                .floats("b", Shape.of(4), 4, 3, 2, 1)
                .node("InstanceNormalization", "x s b", "y"),
            model("GroupNormalization of channels", 21)
                .floats("s", Shape.of(4), 1, 2, 3, 4)
                .floats("b", Shape.of(4), 4, 3, 2, 1)
                .node("GroupNormalization", "x s b", "y", integer("num_groups", 2)),
            model("Where", 16)
                .floats("c", Shape.of(5), -1, 0, 1, 2, 3)
                .floats("t", Shape.SCALAR, 0.5f)
                .node("Greater", "c t", "g")
                .node("Not", "g", "m")
                .node("Where", "m x c", "y"),
            model("Where by a causal mask", 16)
                .longs("five", 5)
                .floats("low", Shape.SCALAR, -100)
                .node("Squeeze", "five", "n")
                .node("Sub", "n n", "zero")
                .node("Div", "n n", "one")
                .node("Range", "zero n one", "r")
                .longs("minus", -1)
                .node("Unsqueeze", "r minus", "column")
                .longs("first", 0)
                .node("Unsqueeze", "r first", "rows")
                .node("LessOrEqual", "rows column", "m")
                .longs("shape", 1, 4, 3, 1, 5)
                .node("Reshape", "x shape", "u")
                .node("Where", "m u low", "y"),
            model("Einsum", 12)
                .floats("w", Shape.of(3, 2), 1, 2, 3, 4, 5, 6)
                .node("Einsum", "x w", "y", text("equation", "bchw,hk->bkcw")),
            model("Einsum of two variables", 12)
                .node("Einsum", "x x", "y", text("equation", "...ij,...kj->...ik")),
            model("Gelu by parts", 13)
                .floats("r", Shape.SCALAR, (float) Math.sqrt(2))
                .floats("one", Shape.SCALAR, 1)
                .floats("half", Shape.SCALAR, 0.5f)
                .node("Div", "x r", "u")
                .node("Erf", "u", "e")
                .node("Add", "e one", "g")
                .node("Mul", "x g", "p")
                .node("Mul", "p half", "y"),
            model("Softmax by parts", 13)
                .longs("a", 3)
                .node("ReduceMax", "x", "m", integers("axes", 3))
                .node("Sub", "x m", "u")
                .node("Exp", "u", "e")
                .node("ReduceSum", "e a", "s")
                .node("Div", "e s", "y"))
        .map(named -> Arguments.of(named.title, named.fixture));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void computesWhatOnnxRuntimeComputes(String title, ModelFixture fixture) throws Exception {
    OnnxModel model = fixture.read(folder);
    long seed = 7;
    Random random = new Random(seed);
    try (OtherRuntime runtime = OtherRuntime.open(fixture.bytes())) {
      for (int round = 0; round < 3; round++) {
        float[] elements = new float[IMAGE.size()];
        for (int i = 0; i < elements.length; i++) {
          elements[i] = (float) random.nextGaussian();
        }
        Map<String, Tensor> x = Map.of("x", Tensor.ofFloats(IMAGE, elements));
        Tensor expected = runtime.run(x).get("y");
        Tensor plain = new Evaluator(model.graph()).run(x).get("y");
        Tensor simple = new Evaluator(Passes.simplify(model.graph())).run(x).get("y");
        assertThat(OtherRuntime.difference(expected, plain))
            .as("%s, seed %d", title, seed)
            .isLessThan(5e-6);
        assertThat(OtherRuntime.difference(plain, simple)).as(title).isLessThan(1e-12);
      }
    }
  }

  @Test
  void whatDependsOnTheDataIsRefusedByName() {
    refused(
        model("", 16).node("Equal", "x x", "g").node("Where", "g x x", "y"),
        "compares what depends on the data");
    refused(model("", 13).node("Pow", "x x", "y"), "a power that depends on it");
    refused(model("", 12).node("Einsum", "x", "y", text("equation", "iijk->jk")), "names the axes");
    refused(
        model("", 13).floats("b", Shape.SCALAR, -2).node("Pow", "b x", "y"),
        "raises a constant that is not above 0");
    refused(
        model("", 21)
            .floats("s", Shape.of(4), 1, 2, 3, 4)
            .node("GroupNormalization", "x s s", "y", integer("num_groups", 3)),
        "3 groups of 4 channels");
  }

  private void refused(Named model, String reason) {
    assertThatThrownBy(() -> model.fixture.read(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(reason);
  }

  private static Named unary(String type, int opset, AttributeProto... attributes) {
    return model(type, opset).node(type, "x", "y", attributes);
  }

  private static Named model(String title, int opset) {
    return new Named(
        title + ", opset " + opset, new ModelFixture(opset).input("x", 1, 4, 3, 5).anyOutput("y"));
  }

  /** A model and what to call it. */
  private record Named(String title, ModelFixture fixture) {
    Named node(String type, String inputs, String output, AttributeProto... attributes) {
      fixture.node(type, inputs, output, attributes);
      return this;
    }

    Named floats(String name, Shape shape, float... elements) {
      fixture.floats(name, shape, elements);
      return this;
    }

    Named longs(String name, long... elements) {
      fixture.longs(name, elements);
      return this;
    }
  }
}
