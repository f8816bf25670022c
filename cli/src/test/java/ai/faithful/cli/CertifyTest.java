package ai.faithful.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.faithful.onnx.TensorFile;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertifyTest {
  @TempDir private Path folder;
  private Path teacher = Path.of("");
  private Path student = Path.of("");

  @BeforeEach
  void models() throws Exception {
    teacher = Models.digits(folder.resolve("teacher.onnx"), 0, 0);
    student = Models.digits(folder.resolve("student.onnx"), 0.05, 1);
  }

  private Invocation certify(Object... more) {
    Stream<Object> pair = Stream.of("certify", "--teacher", teacher, "--student", student);
    return Invocation.of(Stream.concat(pair, Stream.of(more)).toArray());
  }

  @Test
  void bracketsInEveryForm() throws Exception {
    Path json = folder.resolve("out.json");
    Path html = folder.resolve("out.html");
    Invocation run =
        certify("--count", 6, "--eps", "0.01", "--json", json, "--html", html, "--samples", 600)
            .succeeds();
    assertThat(run.out())
        .contains("bracketed", "mean bracket", "Proved: for every input within 0.01", "|")
        .contains("0 exceed a certified bound");

    JsonObject object = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    assertThat(object.keySet())
        .contains(
            "tool", "property", "norm", "epsilon", "delta", "semantics", "teacher", "student");
    assertThat(object.get("epsilon").getAsDouble()).isEqualTo(0.01);
    assertThat(object.get("delta").isJsonNull()).isTrue();
    assertThat(object.getAsJsonArray("examples")).hasSize(6);
    for (JsonElement element : object.getAsJsonArray("examples")) {
      JsonObject example = element.getAsJsonObject();
      assertThat(example.keySet())
          .contains("index", "label", "status", "lower", "upper", "over", "under", "seconds");
      if (!example.get("status").getAsString().equals("excluded")) {
        assertThat(example.get("lower").getAsDouble())
            .isLessThanOrEqualTo(example.get("upper").getAsDouble());
      }
    }
    assertThat(object.getAsJsonObject("summary").get("count").getAsInt()).isEqualTo(6);
    assertThat(Files.readString(html)).startsWith("<!DOCTYPE html>").contains("<svg", "<caption>");
  }

  @Test
  void executionInFloat32() throws Exception {
    Path json = folder.resolve("out.json");
    certify("--count", 3, "--eps", "0.01", "--semantics", "float32", "--json", json).succeeds();
    JsonObject object = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    assertThat(object.get("semantics").getAsString()).isEqualTo("float32");
  }

  @Test
  void certifiedRefutedUnknown() throws Exception {
    certify("--count", 4, "--eps", "0", "--delta", "1").succeeds();

    Path witnesses = folder.resolve("witnesses");
    Invocation refuted =
        certify("--count", 4, "--eps", "0.05", "--delta", "0", "--witness", witnesses);
    assertThat(refuted.exitCode()).isEqualTo(3);
    assertThat(refuted.out()).contains("refuted");
    try (Stream<Path> files = Files.list(witnesses)) {
      List<Path> written = files.collect(Collectors.toList());
      assertThat(written).isNotEmpty();
      assertThat(TensorFile.read(written.get(0)).tensor().size()).isEqualTo(64);
    }
    // Another run's counterexamples would be taken for its own.
    certify("--witness", witnesses).failsWith(2, "USAGE");
  }

  @Test
  void agreement() {
    Invocation run = certify("--count", 4, "--eps", "0.001", "--property", "agreement");
    assertThat(run.exitCode()).as(run.err()).isIn(0, 3, 4);
    assertThat(run.out()).contains("smallest lead", "same class");
  }

  @Test
  void agreementHasAPicture() throws Exception {
    Path html = folder.resolve("out.html");
    certify("--count", 4, "--eps", "0.001", "--property", "agreement", "--html", html);
    assertThat(Files.readString(html))
        .contains("<svg", "Proved lead of the label", "<line class=\"zero\"", "(label ")
        .containsPattern("<rect class=\"(certified|refuted|unknown)\"");
  }

  @Test
  void deltaIsALineWhereItIsNear() throws Exception {
    Path html = folder.resolve("out.html");
    certify("--count", 2, "--eps", "0", "--delta", "1", "--html", html).succeeds();
    assertThat(Files.readString(html)).contains("is far beyond the right end");
    certify("--count", 2, "--eps", "0.05", "--delta", "0.01", "--html", html);
    assertThat(Files.readString(html))
        .contains("<line class=\"delta\"", "<title>delta 0.01</title>", "delta, 0.01.");
  }

  /** Nothing but rounding is between a network and itself: no scale of its own for that. */
  @Test
  void identicalModels() throws Exception {
    student = teacher;
    assertThat(certify("--count", 2, "--eps", "0.01").succeeds().out())
        .contains("0 to 0.0001" + System.lineSeparator());
  }

  @Test
  void separateBounds() {
    assertThat(certify("--count", 2, "--bound", "separate").succeeds().out())
        .contains("separate bounds");
  }

  @Test
  void radiusThatIsNone() {
    assertThat(certify("--eps", "-0.1").failsWith(2, "USAGE").err()).contains("negative");
    certify("--eps", "NaN").failsWith(2, "USAGE");
    certify("--eps", "soup").failsWith(2, "USAGE");
    certify("--eps", "Infinity").failsWith(2, "USAGE");
    certify("--delta", "2").failsWith(2, "USAGE");
    certify("--delta", "NaN").failsWith(2, "USAGE");
  }

  @Test
  void otherNonsense() {
    certify("--count", 0).failsWith(2, "USAGE");
    certify("--samples", -1).failsWith(2, "USAGE");
    certify("--split", "soup").failsWith(2, "USAGE");
    certify("--property", "soup").failsWith(2, "USAGE");
    Invocation.of("certify", "--teacher", teacher).failsWith(2, "USAGE");
  }

  @Test
  void missingThings() {
    Path no = folder.resolve("no");
    certify("--data", "mnist", "--data-dir", no).failsWith(2, "MISSING_FILE");
    certify("--data", "mnist").failsWith(2, "NO_DATA_DIR");
    Invocation.of("certify", "--teacher", no, "--student", student).failsWith(2, "NOT_FOUND");
    certify("--json", no.resolve("out.json")).failsWith(2, "USAGE");
    certify("--html", folder).failsWith(2, "USAGE");
    certify("--witness", teacher).failsWith(2, "USAGE");
    Path one = folder.resolve("one");
    certify("--json", one, "--html", folder.resolve(".").resolve("one")).failsWith(2, "USAGE");
  }

  @Test
  void modelsThatDiffer() throws Exception {
    student = Models.mlp(folder.resolve("s.onnx"), 16, 10, 1);
    assertThat(certify().failsWith(5, "MODELS_DIFFER").err()).contains("inputs differ");
    student = Models.mlp(folder.resolve("s.onnx"), 64, 3, 1);
    assertThat(certify().failsWith(5, "MODELS_DIFFER").err()).contains("classes differ");
  }

  @Test
  void labelsOutsideTheClasses() throws Exception {
    teacher = Models.mlp(folder.resolve("t.onnx"), 64, 3, 1);
    student = Models.mlp(folder.resolve("s.onnx"), 64, 3, 2);
    assertThat(certify().failsWith(2, "SETTING").err()).contains("label", "0 to 2");
  }

  @Test
  void brokenModels() throws Exception {
    student = Models.truncated(folder.resolve("s.onnx"));
    Invocation truncated = certify();
    assertThat(truncated.exitCode()).isEqualTo(5);
    assertThat(truncated.err()).hasLineCount(1).contains("s.onnx");
    student = Models.unknownOperator(folder.resolve("s.onnx"));
    certify().failsWith(5, "UNSUPPORTED");
    student = Files.writeString(folder.resolve("s.onnx"), "not a network");
    assertThat(certify().exitCode()).isEqualTo(5);
  }
}
