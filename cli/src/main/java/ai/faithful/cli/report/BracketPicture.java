package ai.faithful.cli.report;

/**
 * A bracket drawn in characters on a scale from 0: {@code ===} is what a concrete input reaches,
 * {@code ...} what is left open, and nothing beyond is possible.
 */
public record BracketPicture(double scale, int width) {

  /**
   * @param scale the value at the right end, positive
   * @param width in characters
   */
  public BracketPicture {
    if (!(scale > 0) || width < 1) {
      throw new IllegalArgumentException("scale " + scale + ", width " + width);
    }
  }

  /** The picture of [lower, upper], {@code width + 2} characters. */
  public String of(double lower, double upper) {
    int reached = cells(lower);
    int open = Math.max(reached, (int) Math.ceil(Math.min(upper / scale, 1) * width));
    return "|" + "=".repeat(reached) + ".".repeat(open - reached) + " ".repeat(width - open) + "|";
  }

  private int cells(double value) {
    return (int) Math.floor(Math.max(0, Math.min(value / scale, 1)) * width);
  }
}
