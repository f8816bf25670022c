package ai.faithful.cli;

import java.io.PrintWriter;

/**
 * How far a run has come: one line redrawn in place on a terminal; elsewhere a plain line now and
 * then, so that quick runs say nothing.
 */
final class ProgressLine {
  private static final int WIDTH = 24;
  private static final long PLAIN_NANOS = 10_000_000_000L;

  private final PrintWriter err;
  private final boolean terminal;
  private final String unit;
  private long said = System.nanoTime();
  private int drawn;

  ProgressLine(PrintWriter err, boolean terminal, String unit) {
    this.err = err;
    this.terminal = terminal;
    this.unit = unit;
  }

  void update(int done, int total) {
    String text = done + " of " + total + " " + unit;
    if (terminal) {
      int filled = total == 0 ? WIDTH : (int) ((long) WIDTH * done / total);
      String line = "[" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "] " + text;
      err.print("\r" + line);
      err.flush();
      drawn = Math.max(drawn, line.length());
    } else if (System.nanoTime() - said > PLAIN_NANOS) {
      said = System.nanoTime();
      err.println(text);
      err.flush();
    }
  }

  /** Takes the line off the terminal. */
  void end() {
    if (drawn > 0) {
      err.print("\r" + " ".repeat(drawn) + "\r");
      err.flush();
      drawn = 0;
    }
  }
}
