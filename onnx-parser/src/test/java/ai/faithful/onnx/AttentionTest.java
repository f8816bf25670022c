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
            model("three axes")
                .longs("s", 2, 4, 6)
                .node("Reshape", "x s", "r")
                .node(
                    "Attention", "r r r", "y", integer("q_num_heads", 2), integer("kv_num_heads", 2)))
        .map(f -> Arguments.of(f.graph.getName(), f));
  }

  private static ModelFixture model(String name) {
    ModelFixture fixture = new ModelFixture(23).input("x", 2, 2, 4, 3).anyOutput("y");
    fixture.model.setIrVersion(11);
    fixture.graph.setName(name);
    return fixture;
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
}
