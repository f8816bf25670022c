package ai.faithful.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few runs as a process of their own: exit codes and streams as a shell sees them. */
class ProcessTest {
  @TempDir private Path folder;

  /**
   * Starts a process.
   *
   * @param classes the file for the names of the classes that it loads
   */
  private static Process start(Path classes, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                ChildProcess.classPath(),
                "-Xlog:class+load:file=" + classes,
                Main.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).start();
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void inspectStartsNoEngine() throws Exception {
    Path model = Models.mlp(folder.resolve("m.onnx"), 4, 3, 1);
    Path classes = folder.resolve("classes.txt");
    Process process = start(classes, "inspect", model.toString(), "--stage", "ir");
    assertThat(text(process.getInputStream())).contains("result: logits");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(classes).content().doesNotContain("ai.djl.", "ai.onnxruntime.");
  }

  @Test
  void errorsEndTheProcess() throws Exception {
    Process process = start(folder.resolve("classes.txt"), "inspect", "no-such.onnx");
    assertThat(text(process.getErrorStream())).startsWith("faithful: ").contains("NOT_FOUND");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
  }
}
