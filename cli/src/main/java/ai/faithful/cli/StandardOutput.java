package ai.faithful.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that remembers why a write failed: a reader that went away ("| head") is no
 * error, a full disk is.
 */
final class StandardOutput {
  private @Nullable IOException failure;
  private final PrintWriter writer =
      new PrintWriter(
          new Remembering(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out))),
          false,
          Charset.defaultCharset());

  PrintWriter writer() {
    return writer;
  }

  /** The exit code after everything is written: the given one, unless output was lost. */
  int close(int exitCode) {
    writer.flush();
    IOException lost = failure;
    if (lost == null || String.valueOf(lost.getMessage()).contains("pipe")) {
      return exitCode;
    }
    System.err.println(
        Failure.of(CliException.output("cannot write to standard output: " + lost.getMessage()))
            .line());
    return ExitCode.INTERNAL;
  }

  private final class Remembering extends FilterOutputStream {
    Remembering(OutputStream target) {
      super(target);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }
}
