package ai.faithful.training.loop;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Progress for a person, meant for stderr: a bar that is redrawn in place a few times a second and
 * a line an epoch. Where the stream is no terminal only the lines are printed.
 */
public final class ProgressBar implements Progress {
  private static final int WIDTH = 24;
  private static final long REDRAW_NANOS = 150_000_000;

  private final PrintStream out;
  private final boolean terminal;
  private long drawn;
  private int shown;

  /**
   * Progress on a stream.
   *
   * @param terminal whether lines may be redrawn
   */
  public ProgressBar(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public void step(Step step) {
    long now = System.nanoTime();
    if (!terminal || (now - drawn < REDRAW_NANOS && step.step() < step.steps())) {
      return;
    }
    drawn = now;
    int filled = WIDTH * step.step() / step.steps();
    String bar = "#".repeat(filled) + "-".repeat(WIDTH - filled);
    String text = String.format(Locale.ROOT, "[%s] %s", bar, describe(step));
    out.print("\r" + text + " ".repeat(Math.max(0, shown - text.length())));
    out.flush();
    shown = text.length();
  }

  @Override
  public void epoch(Step last, OptionalDouble term) {
    clear();
    String extra =
        term.isPresent() ? String.format(Locale.ROOT, "  bound %.4f", term.getAsDouble()) : "";
    out.println(describe(last) + extra);
  }

  @Override
  public void note(String line) {
    clear();
    out.println(line);
  }

  private void clear() {
    if (shown > 0) {
      out.print("\r" + " ".repeat(shown) + "\r");
      shown = 0;
    }
  }

  private static String describe(Step step) {
    return String.format(
        Locale.ROOT,
        "epoch %d/%d  loss %.4f  accuracy %.2f %%  %.0f images/s  %s left",
        step.epoch(),
        step.epochs(),
        step.loss(),
        100 * step.accuracy(),
        step.imagesPerSecond(),
        clock(step.remaining()));
  }

  private static String clock(Duration time) {
    return String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
  }
}
