package ai.faithful.cli;

import ai.faithful.training.loop.Progress;
import ai.faithful.training.loop.ProgressBar;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;

/** Progress on standard error: redrawn in place on a terminal, plain lines elsewhere. */
final class ErrorStream {
  private ErrorStream() {}

  /** Whether standard error is a terminal, as the launcher found. */
  static boolean isTerminal() {
    return Boolean.getBoolean("faithful.terminal");
  }

  /** Training progress on a command's error writer. */
  static Progress progress(CommandSpec spec) {
    return new ProgressBar(stream(spec.commandLine().getErr()), isTerminal());
  }

  private static PrintStream stream(PrintWriter writer) {
    OutputStream bytes =
        new OutputStream() {
          @Override
          public void write(int value) {
            writer.write((char) (value & 0xff)); // progress is ASCII
          }

          @Override
          public void flush() {
            writer.flush();
          }
        };
    return new PrintStream(bytes, true, StandardCharsets.US_ASCII);
  }
}
