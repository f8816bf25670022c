package ai.faithful.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("model.onnx");
  }

  @Test
  void summary() throws Exception {
    Invocation run = Invocation.of("inspect", Models.mlp(file(), 4, 3, 1)).succeeds();
    assertThat(run.out())
        .contains("model.onnx", "sha256", "1 Relu", "2 MatMul", "3 classes, gives logits");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void onnxStage() throws Exception {
    Path model = Models.mlp(file(), 4, 3, 1);
    assertThat(Invocation.of("inspect", model, "--stage", "onnx").succeeds().out())
        .contains("MatMul", "attributes", "logits");
  }

  @Test
  void irStage() throws Exception {
    Path model = Models.mlp(file(), 4, 3, 1);
    assertThat(Invocation.of("inspect", model, "--stage", "ir").succeeds().out())
        .contains("constant", "[4,6]", "result: logits");
  }

  @Test
  void boundsStage() throws Exception {
    Path model = Models.mlp(file(), 4, 3, 1);
    assertThat(Invocation.of("inspect", model, "--stage", "bounds").succeeds().out())
        .contains("at least", " of 6", "every input in [0,1]");
  }

  @Test
  void json() throws Exception {
    Path json = folder.resolve("out.json");
    Path model = Models.mlp(file(), 4, 3, 1);
    Invocation.of("inspect", model, "--stage", "bounds", "--json", json).succeeds();
    JsonObject object = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    assertThat(object.getAsJsonObject("tool").get("name").getAsString()).isEqualTo("faithful");
    assertThat(object.getAsJsonObject("model").get("sha256").getAsString()).hasSize(64);
    assertThat(object.getAsJsonObject("ir").getAsJsonArray("nodes")).hasSize(3);
    assertThat(object.getAsJsonArray("bounds")).hasSize(4);
  }

  @Test
  void missingFile() {
    assertThat(Invocation.of("inspect", file()).failsWith(2, "NOT_FOUND").err())
        .contains("model.onnx");
    assertThat(Invocation.of("inspect", folder).failsWith(2, "NOT_FOUND").err())
        .contains("is a folder");
  }

  @Test
  void noFile() {
    Invocation.of("inspect").failsWith(2, "USAGE");
  }

  @Test
  void unknownStage() throws Exception {
    Path model = Models.mlp(file(), 4, 3, 1);
    assertThat(Invocation.of("inspect", model, "--stage", "soup").failsWith(2, "USAGE").err())
        .contains("soup", "onnx, ir, bounds");
  }

  @Test
  void textFile() throws Exception {
    Files.writeString(file(), "This is a letter, not a network.\n");
    Invocation run = Invocation.of("inspect", file());
    assertThat(run.exitCode()).isEqualTo(5);
    assertThat(run.err()).startsWith("faithful: ").contains("model.onnx").hasLineCount(1);
  }

  @Test
  void emptyFile() throws Exception {
    Files.createFile(file());
    Invocation run = Invocation.of("inspect", file());
    assertThat(run.exitCode()).isEqualTo(5);
    assertThat(run.err()).hasLineCount(1);
  }

  @Test
  void truncatedFile() throws Exception {
    Invocation run = Invocation.of("inspect", Models.truncated(file()));
    assertThat(run.exitCode()).isEqualTo(5);
    assertThat(run.err()).startsWith("faithful: ").contains("model.onnx").hasLineCount(1);
  }

  @Test
  void unknownOperator() throws Exception {
    Invocation run = Invocation.of("inspect", Models.unknownOperator(file()));
    assertThat(run.failsWith(5, "UNSUPPORTED").err()).contains("Rulu", "opset");
  }

  @Test
  void unwritableOutput() throws Exception {
    Path model = Models.mlp(file(), 4, 3, 1);
    Path json = folder.resolve("no/such/out.json");
    assertThat(Invocation.of("inspect", model, "--json", json).failsWith(2, "USAGE").err())
        .contains("--json", "does not exist");
    Invocation.of("inspect", model, "--json", folder).failsWith(2, "USAGE");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file());
    }
  }
}
