package ai.faithful.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** How far a download is: redrawn in place on a terminal, a line a file elsewhere. */
final class DownloadLine {
  private static final long REDRAW_NANOS = 150_000_000;

  private final PrintWriter err;
  private final boolean terminal;
  private String file = "";
  private long drawn;

  DownloadLine(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  void show(String name, long bytes, long of) {
    if (!name.equals(file)) {
      end();
      file = name;
      if (!terminal) {
        err.println("getting " + name);
      }
    }
    long now = System.nanoTime();
    if (terminal && (now - drawn > REDRAW_NANOS || bytes == of)) {
      drawn = now;
      err.printf(
          Locale.ROOT,
          "\r%s  %.1f of %.1f MB (%d %%) ",
          name,
          bytes / 1e6,
          of / 1e6,
          100 * bytes / of);
      err.flush();
    }
  }

  /** To be called after the last file. */
  void end() {
    if (terminal && !file.isEmpty()) {
      err.println();
    }
    file = "";
  }
}
