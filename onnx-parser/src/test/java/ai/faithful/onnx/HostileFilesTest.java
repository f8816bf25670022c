package ai.faithful.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.faithful.ir.Shape;
import ai.faithful.onnx.proto.AttributeProto;
import ai.faithful.onnx.proto.FunctionProto;
import ai.faithful.onnx.proto.GraphProto;
import ai.faithful.onnx.proto.NodeProto;
import ai.faithful.onnx.proto.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are broken or meant to break: each ends in one line that says what is wrong. */
class HostileFilesTest {
  @TempDir Path folder = Path.of("");

  @Test
  void aFileThatIsNoModel() throws IOException {
    assertThat(refused(folder.resolve("absent.onnx"), "UNREADABLE")).contains("no such file");
    assertThat(refused(folder, "UNREADABLE")).contains("directory");
    assertThat(refused(new byte[0], "NOT_ONNX")).contains("empty");
    refused(
        "Once upon a time\nthere was a text file.".getBytes(StandardCharsets.UTF_8), "NOT_ONNX");
    refused(new byte[1000], "NOT_ONNX");
    refused(new byte[] {8, 8}, "NOT_ONNX");
  }

  @Test
  void aTruncatedFile() throws IOException {
    byte[] whole = linear().bytes();
    for (int length = 3; length < whole.length; length++) {
      Path file = folder.resolve("cut.onnx");
      Files.write(file, Arrays.copyOf(whole, length));
      ModelException e = catchThrowableOfType(ModelException.class, () -> OnnxReader.read(file));
      assertThat(e).as("cut at %d of %d", length, whole.length).isNotNull();
      assertThat(e.getMessage()).doesNotContain("\n");
    }
    refused(Arrays.copyOf(whole, whole.length / 2), "TRUNCATED");
  }

  @Test
  void aTensorThatDeclaresMoreThanItHas() throws IOException {
    TensorProto huge =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(1)
            .addDims(1L << 40)
            .addDims(1L << 40)
            .setRawData(ByteString.copyFrom(new byte[8]))
            .build();
    assertThat(withWeight(huge, "INVALID")).contains("initialiser 'w'");
    assertThat(withWeight(huge.toBuilder().clearDims().addDims(1 << 30).build(), "INVALID"))
        .contains("1073741824 elements, has 2");
    assertThat(withWeight(huge.toBuilder().clearDims().addDims(-2).build(), "INVALID"))
        .contains("extent -2");
    assertThat(withWeight(huge.toBuilder().clearDims().addDims(3).build(), "INVALID"))
        .contains("3 elements, has 2");
  }

  @Test
  void weightsThatAreNoNumbers() throws IOException {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      TensorProto w =
          TensorProto.newBuilder().setName("w").setDataType(1).addDims(1).addFloatData(bad).build();
      assertThat(withWeight(w, "INVALID")).contains(String.valueOf(bad));
    }
    TensorProto mask =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(1)
            .addDims(1)
            .addFloatData(Float.NEGATIVE_INFINITY)
            .build();
    assertThat(withWeight(mask, "UNSUPPORTED")).contains("holds -Infinity at element 0");
  }

  @Test
  void weightsThatAreElsewhereOrOfOtherTypes() throws IOException {
    TensorProto w = TensorProto.newBuilder().setName("w").setDataType(1).addDims(1).build();
    assertThat(withWeight(w.toBuilder().setDataLocation(1).build(), "INVALID"))
        .contains("the file '', which is not in the model's folder");
    assertThat(withWeight(w.toBuilder().setDataType(8).build(), "UNSUPPORTED"))
        .contains("element type 8");
  }

  @Test
  void aCycleAndAValueDefinedTwice() throws IOException {
    ModelFixture cycle =
        new ModelFixture(13)
            .input("x", 1, 2)
            .node("Add", "x b", "a")
            .node("Relu", "a", "b")
            .output("b", 1, 2);
    assertThat(refused(cycle.bytes(), "INVALID")).contains("cycle", "'n_a'", "'n_b'");
    ModelFixture twice =
        new ModelFixture(13)
            .input("x", 1, 2)
            .node("Relu", "x", "y")
            .node("Relu", "x", "y")
            .output("y", 1, 2);
    assertThat(refused(twice.bytes(), "INVALID")).contains("'y' is defined twice");
    ModelFixture dangling =
        new ModelFixture(13).input("x", 1, 2).node("Add", "x nothing", "y").output("y", 1, 2);
    assertThat(refused(dangling.bytes(), "INVALID")).contains("reads undefined 'nothing'");
  }

  @Test
  void everyOffendingNodeIsNamed() throws IOException {
    ModelFixture model =
        new ModelFixture(13)
            .input("x", 1, 2)
            .node("Frobnicate", "x", "a")
            .node("Relu", "a", "b", ModelFixture.integer("slope", 3))
            .node("LSTM", "b", "c")
            .node("Conv", "x x", "d")
            .output("c", 1, 2)
            .output("d", 1, 2);
    assertThat(refused(model.bytes(), "UNSUPPORTED"))
        .contains("'n_a' (ai.onnx Frobnicate, opset 13, inputs [[1,2]])", "'n_c'", "'n_d'")
        .contains("'n_b' (ai.onnx Relu, opset 13", "attribute 'slope' (accepted: none)");
  }

  @Test
  void aFunctionInTheNameOfAnOperator() throws IOException {
    ModelFixture fixture = linear();
    fixture.model.addFunctions(FunctionProto.newBuilder().setName("Relu"));
    assertThat(refused(fixture.bytes(), "UNSUPPORTED")).contains("the operator 'Relu' of ai.onnx");
  }

  @Test
  void symbolicExtentsOtherThanTheFirst() throws IOException {
    ModelFixture model =
        new ModelFixture(13).input("x", "N", "length").node("Relu", "x", "y").output("y", "N", 2);
    assertThat(refused(model.bytes(), "UNSUPPORTED")).contains("'length' at axis 1");
    ModelFixture negative =
        new ModelFixture(13).input("x", -5, 2).node("Relu", "x", "y").output("y", 1, 2);
    assertThat(refused(negative.bytes(), "UNSUPPORTED")).contains("extent -5");
    ModelFixture huge =
        new ModelFixture(13).input("x", 1, 1L << 31).node("Relu", "x", "y").output("y", 1, 2);
    assertThat(refused(huge.bytes(), "UNSUPPORTED"))
        .contains("extent 2147483648 at axis 1 (accepted: 1 to 2147483647)");
  }

  @Test
  void namesThatAreTooLongOrUnprintable() throws IOException {
    String bomb = "\u001b[31m\n" + "x".repeat(1_000_000);
    ModelFixture model =
        new ModelFixture(13).input("x", 1, 2).node(bomb, "x", bomb).output(bomb, 1, 2);
    String message = refused(model.bytes(), "UNSUPPORTED");
    assertThat(message).hasSizeLessThan(1000).doesNotContain("\u001b");
  }

  @Test
  void integersDividedByZero() throws IOException {
    for (String op : List.of("Div", "Mod")) {
      ModelFixture model =
          new ModelFixture(13)
              .input("x", 1, 2)
              .longs("a", 2)
              .longs("b", 0)
              .node(op, "a b", "shape")
              .node("Reshape", "x shape", "y")
              .output("y", 2);
      assertThat(refused(model.bytes(), "UNSUPPORTED"))
          .contains("'n_shape' (ai.onnx " + op, "divides an integer by 0");
    }
  }

  @Test
  void constantsThatGrow() throws IOException {
    ModelFixture model =
        new ModelFixture(13)
            .input("x", 1, 2)
            .longs("shape", 1L << 20, 1L << 20)
            .node("ConstantOfShape", "shape", "big")
            .node("Add", "x big", "y")
            .output("y", 1, 2);
    assertThat(refused(model.bytes(), "UNSUPPORTED")).contains("'n_big'");
    ModelFixture pads =
        new ModelFixture(13)
            .input("x", 1, 1, 2, 2)
            .floats("w", Shape.of(1, 1, 1, 1), 1f)
            .node(
                "Conv",
                "x w",
                "y",
                ModelFixture.integers("pads", 1 << 29, 1 << 29, 1 << 29, 1 << 29))
            .output("y", 1, 1, 2, 2);
    refused(pads.bytes(), "UNSUPPORTED");
  }

  @Test
  void manyConstantsThatAreLargeTogether() throws IOException {
    ModelFixture model = new ModelFixture(17).input("x", 1, 1).longs("shape", 1L << 24);
    String sum = "x";
    for (int i = 0; i < 50; i++) {
      model.node("ConstantOfShape", "shape", "c" + i).node("Add", sum + " c" + i, "s" + i);
      sum = "s" + i;
    }
    assertThat(refused(model.output(sum, 1, 1 << 24).bytes(), "UNSUPPORTED"))
        .contains("computed constants have more than 2^27 elements");
  }

  @Test
  void valuesThatGrow() throws IOException {
    for (String grower : new String[] {"Expand", "Tile"}) {
      ModelFixture model =
          new ModelFixture(17)
              .input("x", 1, 1)
              .longs("by", 1L << 15, 1L << 15)
              .node(grower, "x by", "y")
              .output("y", 1L << 15, 1L << 15);
      assertThat(refused(model.bytes(), "UNSUPPORTED")).contains("'n_y' (ai.onnx " + grower);
      ModelFixture constant =
          new ModelFixture(17)
              .input("x", 1, 1)
              .floats("c", Shape.of(1, 1), 1)
              .longs("by", 1L << 13, 1L << 12)
              .node(grower, "c by", "big")
              .node("Add", "x big", "y")
              .output("y", 1, 1);
      assertThat(refused(constant.bytes(), "UNSUPPORTED")).contains("'n_big' (ai.onnx " + grower);
    }
    ModelFixture resize =
        new ModelFixture(17)
            .input("x", 1, 1, 1, 1)
            .longs("sizes", 1, 1, 1L << 16, 1L << 16)
            .node("Resize", "x   sizes", "y")
            .output("y", 1, 1, 1L << 16, 1L << 16);
    assertThat(refused(resize.bytes(), "UNSUPPORTED")).contains("'n_y' (ai.onnx Resize");
    ModelFixture range =
        new ModelFixture(17)
            .input("x", 1, 1)
            .floats("from", Shape.SCALAR, 0)
            .floats("to", Shape.SCALAR, 1e12f)
            .floats("step", Shape.SCALAR, 1e-3f)
            .node("Range", "from to step", "r")
            .node("Add", "x r", "y")
            .output("y", 1, 1);
    assertThat(refused(range.bytes(), "UNSUPPORTED")).contains("'n_r' (ai.onnx Range");
  }

  @Test
  void deepNesting() throws IOException {
    GraphProto inner = GraphProto.getDefaultInstance();
    for (int i = 0; i < 200; i++) {
      AttributeProto body =
          AttributeProto.newBuilder().setName("body").setType(5).setG(inner).build();
      inner =
          GraphProto.newBuilder()
              .addNode(NodeProto.newBuilder().setOpType("Loop").addAttribute(body))
              .build();
    }
    ModelFixture model = new ModelFixture(13);
    model.graph.mergeFrom(inner);
    Path file = folder.resolve("deep.onnx");
    Files.write(file, model.bytes());
    ModelException e = catchThrowableOfType(ModelException.class, () -> OnnxReader.read(file));
    assertThat(e).isNotNull();
  }

  @Test
  void mutatedFilesAreReadOrRefused() throws IOException {
    long seed = 42;
    Random random = new Random(seed);
    byte[] whole = linear().bytes();
    Path file = folder.resolve("mutated.onnx");
    for (int round = 0; round < 3000; round++) {
      byte[] bytes = whole.clone();
      for (int i = 0; i <= random.nextInt(4); i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, bytes);
      try {
        OnnxReader.read(file);
      } catch (ModelException e) {
        assertThat(e.getMessage()).as("seed %d, round %d", seed, round).doesNotContain("\n");
      }
    }
  }

  private static ModelFixture linear() {
    return new ModelFixture(13)
        .input("x", "N", 2)
        .floats("w", Shape.of(2, 3), 1, 2, 3, 4, 5, 6)
        .floats("b", Shape.of(3), 1, 2, 3)
        .node("Gemm", "x w b", "h", ModelFixture.real("alpha", 0.5f))
        .node("Relu", "h", "r")
        .node("Softmax", "r", "y", ModelFixture.integer("axis", 1))
        .output("y", "N", 3);
  }

  private String withWeight(TensorProto weight, String code) throws IOException {
    return refused(
        new ModelFixture(13)
            .input("x", 1, 1)
            .initialiser(weight)
            .node("Mul", "x w", "y")
            .output("y", 1, 1)
            .bytes(),
        code);
  }

  private String refused(byte[] bytes, String code) throws IOException {
    Path file = folder.resolve("hostile.onnx");
    Files.write(file, bytes);
    return refused(file, code);
  }

  private static String refused(Path file, String code) {
    ModelException e = catchThrowableOfType(ModelException.class, () -> OnnxReader.read(file));
    assertThat(e).isNotNull();
    assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
    assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("\n");
    return e.getMessage();
  }
}
