package ai.faithful.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainTest {
  @TempDir private Path folder;

  private static final Object[] SMALL = {"--limit", 64, "--epochs", 1, "--arch", "mlp:8"};

  private static Invocation run(Object... arguments) {
    Object[] all = new Object[arguments.length + SMALL.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(SMALL, 0, all, arguments.length, SMALL.length);
    return Invocation.of(all);
  }

  @Test
  void teacherThenStudent() throws Exception {
    Path teacher = folder.resolve("teacher.onnx");
    Path student = folder.resolve("student.onnx");
    Invocation trained = run("train", "--out", teacher, "--attack-steps", 1).succeeds();
    assertThat(trained.out()).contains("accuracy", "sha256", "teacher.json");
    assertThat(trained.err()).contains("epoch 1/1");
    Invocation distilled = run("distill", "--teacher", teacher, "--out", student).succeeds();
    assertThat(distilled.out()).contains("agreement");
    Invocation.of("inspect", student).succeeds();

    JsonObject card =
        JsonParser.parseString(Files.readString(folder.resolve("student.json"))).getAsJsonObject();
    assertThat(card.get("command").getAsString()).startsWith("faithful distill --teacher ");
    assertThat(card.get("role").getAsString()).isEqualTo("student");
  }

  @Test
  void anEarlierRunIsGoneOnFromOrKept() throws Exception {
    Path out = folder.resolve("t.onnx");
    Path kept = folder.resolve("kept");
    Object[] train = {"train", "--out", out, "--attack-steps", 1, "--checkpoint", kept};
    Object[] resumed = {
      "train", "--out", out, "--attack-steps", 1, "--checkpoint", kept, "--resume"
    };
    assertThat(run(resumed).succeeds().err()).contains("no checkpoint in " + kept + " yet");
    byte[] model = Files.readAllBytes(out);
    assertThat(run(train).failsWith(2, "CHECKPOINT_EXISTS").err()).contains("--resume");
    assertThat(run(resumed).succeeds().err()).contains("resuming from " + kept);
    assertThat(Files.readAllBytes(out)).isEqualTo(model);
    resumed[4] = 2;
    assertThat(run(resumed).failsWith(2, "CHECKPOINT_MISMATCH").err())
        .contains("--attack-steps 1 (asked for: 2)");
  }

  @Test
  void missingDataDirectory() {
    Path out = folder.resolve("t.onnx");
    assertThat(
            Invocation.of(
                    "train", "--data", "mnist", "--data-dir", folder.resolve("no"), "--out", out)
                .failsWith(2, "MISSING_FILE")
                .err())
        .contains("no");
    Invocation.of("train", "--data", "mnist", "--out", out).failsWith(2, "NO_DATA_DIR");
    Invocation.of("train", "--data", "soup", "--out", out).failsWith(2, "UNKNOWN_DATA_SET");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void settingsOutOfRange() {
    Path out = folder.resolve("t.onnx");
    Invocation.of("train", "--out", out, "--eps", -1).failsWith(2, "USAGE");
    Invocation.of("train", "--out", out, "--eps", "NaN").failsWith(2, "USAGE");
    Invocation.of("train", "--out", out, "--eps", "soup").failsWith(2, "USAGE");
    Invocation.of("train", "--out", out, "--arch", "soup").failsWith(2, "USAGE");
    Invocation.of("train", "--out", out, "--method", "soup").failsWith(2, "USAGE");
    Invocation.of("train", "--out", out, "--epochs", 0).failsWith(2, "USAGE");
    Invocation.of("train", "--out", out, "--resume").failsWith(2, "USAGE");
    Invocation.of("train").failsWith(2, "USAGE");
  }

  @Test
  void teacherThatDoesNotFit() throws Exception {
    Path out = folder.resolve("s.onnx");
    Path other = Models.mlp(folder.resolve("other.onnx"), 4, 3, 1);
    Invocation.of("distill", "--teacher", other, "--out", out).failsWith(5, "TEACHER_MISMATCH");
    Path missing = folder.resolve("missing.onnx");
    Invocation.of("distill", "--teacher", missing, "--out", out).failsWith(2, "NOT_FOUND");
  }

  @Test
  void outputWithoutFolder() {
    Path out = folder.resolve("no/such/t.onnx");
    Invocation.of("train", "--out", out).failsWith(2, "USAGE");
  }
}
