package ai.faithful.onnx;

import static ai.faithful.onnx.ModelFixture.integer;
import static ai.faithful.onnx.ModelFixture.real;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.ir.Shape;
import ai.faithful.onnx.proto.TensorProto;
import ai.faithful.onnx.tensor.TensorEncoder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Attention, and softmax under constant masks, against ONNX Runtime. */
class AttentionTest {
  @TempDir Path folder = Path.of("");

  static Stream<Arguments> models() {
    return Stream.of(
            model("plain").node("Attention", "x x x", "y"),
            model("causal").node("Attention", "x x x", "y", integer("is_causal", 1)),
            model("scaled").node("Attention", "x x x", "y", real("scale", 0.3f)),
            model("capped").node("Attention", "x x x", "y", real("softcap", 0.7f)),
            model("biased")
                .floats("m", Shape.of(1, 4, 4), numbers(16))
                .node("Attention", "x x x m", "y", integer("is_causal", 1)),
            model("kept by booleans")
                .initialiser(booleans(1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 1, 0, 1, 1, 0))
                .node("Attention", "x x x m", "y"),
            model("grouped heads")
                .longs("first", 0)
                .longs("one", 1)
                .longs("axis", 1)
                .node("Slice", "x first one axis", "k")
                .node("Attention", "x k k", "y", integer("is_causal", 1)),
            model("a mask of -infinity")
                .floats("m", Shape.of(4, 4), masked(0b1011, 0b0001, 0b1111, 0b1011))
                .node("Attention", "x x x m", "y", integer("is_causal", 1)),
            added("a mask added to scores", 0b1011, 0b0110, 0b1111, 0b1011),
            added("a mask alike for all rows", 0b0110, 0b0110, 0b0110, 0b0110),
            model("a mask of each head")
                .floats("one", Shape.of(1, 2, 4, 4), masked(1, 3, 7, 15, 15, 14, 12, 8))
                .node("MatMul", "x t", "s")
                .node("Add", "s one", "a")
                .node("Softmax", "a", "y"),
            model("a mask chosen by Where")
                .initialiser(booleans(1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1))
                .floats("low", Shape.SCALAR, Float.NEGATIVE_INFINITY)
                .node("MatMul", "x t", "s")
                .node("Where", "m s low", "a")
                .node("Softmax", "a", "y", integer("axis", -1)),
            model("a mask made of constants")
                .initialiser(booleans(1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1))
                .floats("low", Shape.SCALAR, Float.NEGATIVE_INFINITY)
                .floats("half", Shape.SCALAR, 0.5f)
                .longs("axes", 0)
                .node("Where", "m half low", "w")
                .node("Unsqueeze", "w axes", "u")
                .node("MatMul", "x t", "s")
                .node("Add", "u s", "a")
                .node("Softmax", "a", "p")
                .node("ReduceMax", "u", "r")
                .node("Equal", "r low", "none")
                .floats("zero", Shape.SCALAR, 0)
                .node("Where", "none zero p", "y"),
            model("three axes")
                .longs("s", 2, 4, 6)
                .node("Reshape", "x s", "r")
                .node(
                    "Attention",
                    "r r r",
                    "y",
                    integer("q_num_heads", 2),
                    integer("kv_num_heads", 2)))
        .map(f -> Arguments.of(f.graph.getName(), f));
  }

  private static ModelFixture model(String name) {
    ModelFixture fixture = new ModelFixture(23).input("x", 2, 2, 4, 3).anyOutput("y");
    fixture.model.setIrVersion(11);
    fixture.floats("t", Shape.of(3, 4), numbers(12));
    fixture.graph.setName(name);
    return fixture;
  }

  private static ModelFixture added(String name, int... rows) {
    return model(name)
        .floats("m", Shape.of(4, 4), masked(rows))
        .node("MatMul", "x t", "s")
        .node("Add", "s m", "a")
        .node("Softmax", "a", "y");
  }

  /** Rows of four numbers, -infinity where a bit is not set. */
  private static float[] masked(int... rows) {
    float[] out = new float[4 * rows.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (rows[i / 4] >> (i % 4) & 1) == 0 ? Float.NEGATIVE_INFINITY : i % 3 / 4f;
    }
    return out;
  }

  private static float[] numbers(int count) {
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = (i * 7 % 5) / 4f - 0.5f;
    }
    return out;
  }

  private static TensorProto booleans(long... elements) {
    return TensorEncoder.int64("m", elements).toBuilder()
        .clearDims()
        .addDims(4)
        .addDims(4)
        .clearRawData()
        .clearInt64Data()
        .setDataType(9)
        .addAllInt32Data(Arrays.stream(elements).mapToObj(e -> (int) e).toList())
        .build();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void agreesWithOnnxRuntime(String name, ModelFixture fixture) throws Exception {
    Agreement.check(fixture.read(folder));
  }

  @Test
  void headsThatDoNotDivideAreRefused() {
    ModelFixture fixture =
        model("three axes")
            .longs("s", 2, 4, 6)
            .node("Reshape", "x s", "r")
            .node("Attention", "r r r", "y", integer("q_num_heads", 4), integer("kv_num_heads", 4));
    assertThatThrownBy(() -> fixture.read(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("q_num_heads = 4");
  }

  @Test
  void infinityIsReadNowhereElse() {
    ModelFixture weight =
        model("weight").floats("m", Shape.SCALAR, Float.NEGATIVE_INFINITY).node("Max", "x m", "y");
    assertThatThrownBy(() -> weight.read(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("input 1 holds -Infinity at element 0");
    ModelFixture output =
        model("output").floats("m", Shape.SCALAR, Float.NEGATIVE_INFINITY).node("Add", "x m", "y");
    assertThatThrownBy(() -> output.read(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("output 'y' is -Infinity somewhere");
  }

  @Test
  void aRowOfWhichNothingIsKeptIsRefused() {
    ModelFixture fixture = added("nothing kept", 1, 0, 2, 3);
    assertThatThrownBy(() -> fixture.read(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("row 1 of its scores");
  }
}
