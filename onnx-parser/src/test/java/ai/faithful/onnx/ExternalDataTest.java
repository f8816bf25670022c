package ai.faithful.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.onnx.proto.StringStringEntryProto;
import ai.faithful.onnx.proto.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights in other files: read where they are, refused where they have no business to be. */
class ExternalDataTest {
  @TempDir Path outside = Path.of("");

  private Path folder() throws IOException {
    return Files.createDirectories(outside.resolve("model"));
  }

  @Test
  void severalFilesOffsetsAndLengths() throws Exception {
    Files.write(folder().resolve("one.bin"), floats(9, 9, 1, 2, 3, 4));
    Files.createDirectories(folder().resolve("sub"));
    Files.write(folder().resolve("sub/two.bin"), floats(5, 6));
    OnnxModel model =
        fixture(
                external("w", "one.bin", "8", "16").addDims(2).addDims(2).build(),
                external("b", "sub/two.bin", null, null).addDims(2).build())
            .read(folder());
    Agreement.check(model);
  }

  @Test
  void pathsThatLeaveTheFolder() throws Exception {
    Files.write(outside.resolve("secret.bin"), floats(1, 2));
    Files.createSymbolicLink(folder().resolve("link.bin"), outside.resolve("secret.bin"));
    Files.createSymbolicLink(folder().resolve("up"), outside);
    for (String location :
        new String[] {
          "../secret.bin",
          "sub/../../secret.bin",
          outside.resolve("secret.bin").toString(),
          "/etc/passwd",
          "\\secret.bin",
          "",
          ".."
        }) {
      refused(location, "not in the model's folder");
    }
    refused("link.bin", "a link that leads out");
    refused("up/secret.bin", "a link that leads out");
  }

  @Test
  void filesThatAreMissingShortOrNoFiles() throws Exception {
    Files.write(folder().resolve("short.bin"), new byte[7]);
    refused("absent.bin", "'absent.bin', which is not there");
    refused("short.bin", "needs 8 bytes, has 7 in the file 'short.bin'");
    refused(".", "not a regular file");
    refused("nul\0byte", "is no path");
    refused("x".repeat(100_000), "which");
    Files.write(folder().resolve("good.bin"), floats(1, 2));
    for (String[] bad :
        new String[][] {
          {"4", "8", "needs 8 bytes from 4 on"},
          {"-4", "8", "no position"},
          {"9223372036854775807", "8", "needs 8 bytes from"},
          {"0", "9223372036854775807", "needs 8 bytes"},
          {"soup", "8", "no position"}
        }) {
      assertThatThrownBy(
              () ->
                  fixture(
                          TensorProto.newBuilder()
                              .setName("w")
                              .setDataType(1)
                              .addDims(1)
                              .addFloatData(1)
                              .build(),
                          external("b", "good.bin", bad[0], bad[1]).addDims(2).build())
                      .read(folder()))
          .isInstanceOf(InvalidModelException.class)
          .hasMessageContaining(bad[2]);
    }
  }

  private void refused(String location, String reason) throws IOException {
    TensorProto w =
        TensorProto.newBuilder().setName("w").setDataType(1).addDims(1).addFloatData(1).build();
    ModelFixture fixture = fixture(w, external("b", location, null, null).addDims(2).build());
    Path home = folder();
    assertThatThrownBy(() -> fixture.read(home))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("initialiser 'b'")
        .hasMessageContaining(reason)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(1000));
  }

  private static ModelFixture fixture(TensorProto w, TensorProto b) {
    return new ModelFixture(17)
        .input("x", 2, 2)
        .initialiser(w)
        .initialiser(b)
        .node("Mul", "x w", "h")
        .node("Add", "h b", "y")
        .output("y", 2, 2);
  }

  private static TensorProto.Builder external(
      String name, String location, @Nullable String offset, @Nullable String length) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(1).setDataLocation(1);
    tensor.addExternalData(entry("location", location));
    if (offset != null) {
      tensor.addExternalData(entry("offset", offset));
    }
    if (length != null) {
      tensor.addExternalData(entry("length", length));
    }
    return tensor;
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }
}
