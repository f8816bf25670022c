package ai.faithful.cli.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Brackets as one SVG picture: a line per example on a common scale from 0, solid up to what a
 * concrete input reaches, pale up to what is certified.
 */
final class BracketSvg {
  /** One line of the picture; {@code name} stands left of it, {@code says} is read aloud. */
  record Line(String name, String says, double lower, double upper) {}

  private static final int LEFT = 90;
  private static final int WIDTH = 560;
  private static final int RIGHT = 20;
  private static final int ROW = 18;
  private static final int TOP = 28;
  private static final int TICKS = 5;
  private static final List<String> STEPS =
      List.of("1", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10");

  /** As many times the largest bar delta may be and still be shown. */
  private static final int FAR = 5;

  /** The last decimal that brackets are printed with. */
  private static final double LEAST = 1e-4;

  private final double scale;
  private final OptionalDouble delta;
  private final List<Line> lines;

  /**
   * A picture.
   *
   * @param delta a line is drawn there, unless all bars are far left of it
   */
  BracketSvg(List<Line> lines, OptionalDouble delta) {
    this.lines = List.copyOf(lines);
    double largest = lines.stream().mapToDouble(Line::upper).max().orElse(0);
    boolean near = delta.isPresent() && delta.getAsDouble() <= FAR * largest;
    this.delta = near ? delta : OptionalDouble.empty();
    this.scale = shown(near ? Math.max(largest, delta.getAsDouble()) : largest);
  }

  /** A scale for numbers with four decimals: what is 0 to all of them needs none of its own. */
  static double shown(double largest) {
    return scale(Math.max(largest, LEAST));
  }

  /** Whether the line at delta is in the picture. */
  boolean showsDelta() {
    return delta.isPresent();
  }

  /** A round number that is not below the largest value, and not far above it. */
  static double scale(double largest) {
    if (!(largest > 0)) {
      return 1;
    }
    int power = (int) Math.floor(Math.log10(largest));
    for (String step : STEPS) {
      // Read as a decimal: 3 times the double 0.1 is 0.30000000000000004.
      double scale = Double.parseDouble(step + "e" + power);
      if (scale >= largest) {
        return scale;
      }
    }
    return Double.parseDouble("1e" + (power + 1));
  }

  /** The SVG element, to be put into a page. */
  List<String> element() {
    int height = TOP + ROW * lines.size() + 8;
    List<String> svg = new ArrayList<>();
    svg.add(
        format(
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"picture-title"
                + " picture-text\">",
            LEFT + WIDTH + RIGHT, height));
    svg.add("<title id=\"picture-title\">Brackets of the largest difference, by example</title>");
    svg.add(
        "<desc id=\"picture-text\">One bar per example: the dark part is reached by a concrete"
            + " input, the pale part is left open, and nothing beyond it is possible. The table"
            + " below holds the same numbers.</desc>");
    for (int i = 0; i <= TICKS; i++) {
      double x = LEFT + (double) WIDTH * i / TICKS;
      svg.add(
          format(
              "<line class=\"tick\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>",
              x, TOP - 6, x, height - 6));
      svg.add(
          format(
              "<text class=\"tick\" x=\"%.1f\" y=\"14\" text-anchor=\"middle\">%s</text>",
              x, Numbers.plain(tick(i))));
    }
    for (int i = 0; i < lines.size(); i++) {
      add(svg, lines.get(i), TOP + ROW * i);
    }
    delta.ifPresent(at -> mark(svg, at, height));
    svg.add("</svg>");
    return svg;
  }

  /** Free of the noise of a binary division: 0.06, not 0.06000000000000001. */
  private double tick(int i) {
    return new BigDecimal(scale * i / TICKS).round(new MathContext(6)).doubleValue();
  }

  private void mark(List<String> svg, double at, int height) {
    double x = LEFT + WIDTH * at / scale;
    svg.add(
        format(
            "<line class=\"delta\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"><title>delta %s"
                + "</title></line>",
            x, TOP - 10, x, height - 2, Numbers.plain(at)));
  }

  private void add(List<String> svg, Line line, int y) {
    double reached = Math.max(0, WIDTH * Math.min(1, line.lower() / scale));
    double open = Math.max(reached, WIDTH * Math.min(1, line.upper() / scale));
    svg.add("<g><title>" + Html.escape(line.says()) + "</title>");
    svg.add(
        format(
            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
            LEFT - 8, y + 12, Html.escape(line.name())));
    svg.add(bar("open", y, open));
    svg.add(bar("reached", y, reached));
    svg.add("</g>");
  }

  private static String bar(String kind, int y, double width) {
    return format(
        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.2f\" height=\"%d\"/>",
        kind, LEFT, y + 2, width, ROW - 5);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
