package ai.faithful.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No room to write in, by a limit on the size of files: what was there stays there. */
class FullDiskTest {
  private static final Path SHELL = Path.of("/bin/bash");

  @TempDir private Path folder;

  /** Starts a command whose files may have so many kibibytes. */
  private static ChildProcess limited(int kibibytes, Object... arguments) throws IOException {
    assumeTrue(Files.isExecutable(SHELL), "needs bash for its ulimit");
    List<String> words = new ArrayList<>();
    words.addAll(List.of(SHELL.toString(), "-c", "ulimit -f " + kibibytes + "; exec \"$@\"", "-"));
    words.addAll(ChildProcess.command(arguments));
    return ChildProcess.start(
        new ProcessBuilder(words).redirectOutput(ProcessBuilder.Redirect.DISCARD));
  }

  private static void assertFailed(ChildProcess process, Path file, String code) throws Exception {
    assertThat(process.end()).as(process.said()).isEqualTo(ExitCode.INTERNAL);
    assertThat(process.said()).contains(file.toString()).endsWith("[" + code + "]");
  }

  /** The teacher is kept and not made again; the student is made when there is room. */
  @Test
  void anExperimentGoesOnWhenThereIsRoom() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("tiny.yaml"),
            """
            version: 1
            name: tiny
            data: {name: digits, limit: 64}
            teacher: {arch: 'mlp:4', method: standard, epochs: 2}
            student: {arch: 'mlp:40', eps: 0.02, epochs: 2}
            students: {kd: {}}
            evaluate: {eps: [0.02], attack-steps: 2, images: 20, certify: 2}
            profiles: {smoke: {}}
            """);
    Path out = folder.resolve("out");
    Object[] command = {"reproduce", file, "--profile", "smoke", "--out", out};
    // Its checkpoints are larger than the finished models.
    assertFailed(
        limited(16, command),
        Path.of("epoch-0001.checkpoint: cannot be written"),
        "CHECKPOINT_UNREADABLE");
    assertThat(out.resolve("seed-1/student-kd.onnx")).doesNotExist();
    byte[] teacher = Files.readAllBytes(out.resolve("seed-1/teacher.onnx"));
    assertThat(Invocation.of(command).succeeds().err())
        .contains("done before: " + out.resolve("seed-1/teacher.onnx"));
    assertThat(out.resolve("seed-1/teacher.onnx")).hasBinaryContent(teacher);
    assertThat(out.resolve("results.md")).isRegularFile();
  }

  @Test
  void anEarlierModelIsNotLost() throws Exception {
    Path out = folder.resolve("teacher.onnx");
    Invocation.of("train", "--limit", 64, "--epochs", 1, "--arch", "mlp:4", "--out", out)
        .succeeds();
    byte[] model = Files.readAllBytes(out);
    byte[] card = Files.readAllBytes(folder.resolve("teacher.json"));
    assertFailed(
        limited(8, "train", "--limit", 64, "--epochs", 1, "--arch", "mlp:64", "--out", out),
        out,
        "EXPORT");
    assertThat(out).hasBinaryContent(model);
    assertThat(folder.resolve("teacher.json")).hasBinaryContent(card);
    assertNothingElse(2);
  }

  @Test
  void anEarlierResultIsNotLost() throws Exception {
    Path model = Models.mlp(folder.resolve("m.onnx"), 64, 10, 1);
    Path json = Files.writeString(folder.resolve("out.json"), "earlier");
    assertFailed(limited(1, "inspect", model, "--json", json), json, "OUTPUT");
    assertThat(json).hasContent("earlier");
    assertNothingElse(2);
  }

  @Test
  void standardOutputWithoutRoom() throws Exception {
    File full = new File("/dev/full");
    assumeTrue(full.exists(), "needs /dev/full");
    Path model = Models.mlp(folder.resolve("m.onnx"), 4, 3, 1);
    ChildProcess process =
        ChildProcess.start(
            new ProcessBuilder(ChildProcess.command("inspect", model)).redirectOutput(full));
    assertFailed(process, Path.of("standard output"), "OUTPUT");
  }

  private void assertNothingElse(int files) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).hasSize(files);
    }
  }
}
