package ai.faithful.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The command line in a process of its own, to be watched and killed. */
final class ChildProcess {
  /** What tests are started with and the engines need. */
  private static final List<String> PROPERTIES =
      List.of(
          "PYTORCH_LIBRARY_PATH",
          "PYTORCH_VERSION",
          "PYTORCH_FLAVOR",
          "onnxruntime.native.path",
          "faithful.home");

  /** What the shell makes of a process ended by SIGKILL. */
  static final int KILLED = 128 + 9;

  private final Process process;
  private final List<String> lines = new ArrayList<>();

  private ChildProcess(Process process) {
    this.process = process;
  }

  /** Starts a command; its standard output is thrown away. */
  static ChildProcess start(Object... arguments) throws IOException {
    return start(
        new ProcessBuilder(command(arguments)).redirectOutput(ProcessBuilder.Redirect.DISCARD));
  }

  /** Starts a prepared process, whose standard error is watched. */
  static ChildProcess start(ProcessBuilder builder) throws IOException {
    return new ChildProcess(builder.start());
  }

  /** The words that start a command. One thread: the same sums whatever the machine does. */
  static List<String> command(Object... arguments) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-XX:TieredStopAtLevel=1",
            "-Dai.djl.offline=true",
            "-DOPT_OUT_TRACKING=true",
            "-Dai.djl.pytorch.num_threads=1"));
    for (String name : PROPERTIES) {
      String value = System.getProperty(name);
      if (value != null) {
        words.add("-D" + name + "=" + value);
      }
    }
    words.addAll(List.of("-cp", classPath(), Main.class.getName()));
    for (Object argument : arguments) {
      words.add(argument.toString());
    }
    return words;
  }

  /** Where this test's classes come from, whichever launcher has started it. */
  static String classPath() {
    if (Main.class.getClassLoader() instanceof URLClassLoader loader) {
      return Arrays.stream(loader.getURLs())
          .map(url -> Path.of(URI.create(url.toString())).toString())
          .collect(Collectors.joining(File.pathSeparator));
    }
    return System.getProperty("java.class.path");
  }

  /**
   * Kills the process (SIGKILL) as soon as its standard error has had a line with each of the
   * texts, one after another.
   */
  void killAfter(String... texts) throws Exception {
    try (BufferedReader err = reader()) {
      int seen = 0;
      String line;
      while (seen < texts.length && (line = err.readLine()) != null) {
        lines.add(line);
        if (line.contains(texts[seen])) {
          seen++;
        }
      }
      process.destroyForcibly();
      assertThat(seen).as(said()).isEqualTo(texts.length);
    }
    assertThat(process.waitFor()).as(said()).isEqualTo(KILLED);
  }

  /** Kills the process after a time, unless it has ended by then; says whether it had. */
  boolean endedWithin(long milliseconds) throws InterruptedException {
    boolean ended = process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
    process.destroyForcibly();
    return process.waitFor() != KILLED && ended;
  }

  /** Waits for the end; the exit code. */
  int end() throws Exception {
    try (BufferedReader err = reader()) {
      err.lines().forEach(lines::add);
    }
    return process.waitFor();
  }

  /** What it wrote to standard error. */
  String said() {
    return String.join("\n", lines);
  }

  private BufferedReader reader() {
    return new BufferedReader(
        new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
  }
}
