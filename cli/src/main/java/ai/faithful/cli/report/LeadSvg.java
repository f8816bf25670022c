package ai.faithful.cli.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Smallest leads of the label as one SVG picture: a line per example on a common scale with 0, a
 * bar from what is certified to the smallest lead that was seen, which is marked.
 */
final class LeadSvg {
  /** One line; {@code name} stands left of it, {@code says} is read aloud. */
  record Line(String name, String says, double certified, double seen) {}

  private static final int LEFT = 90;
  private static final int WIDTH = 560;
  private static final int RIGHT = 20;
  private static final int ROW = 18;
  private static final int TOP = 28;
  private static final double MARK = 3;

  /** Of loose bounds no more is shown than this many times what was seen. */
  private static final int REACH = 4;

  private final List<Line> lines;
  private final double step;
  private final double from;
  private final double to;

  LeadSvg(List<Line> lines) {
    this.lines = List.copyOf(lines);
    double widest = lines.stream().mapToDouble(line -> Math.abs(line.seen())).max().orElse(1);
    double least = lines.stream().mapToDouble(Line::certified).min().orElse(0);
    double most = lines.stream().mapToDouble(Line::seen).max().orElse(0);
    double low = Math.max(Math.min(0, least), -REACH * widest);
    double high = Math.max(0, most);
    this.step = BracketSvg.scale((high - low) / 5);
    this.from = step * Math.floor(low / step);
    this.to = Math.max(from + step, step * Math.ceil(high / step));
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
    svg.add("<title id=\"picture-title\">Smallest lead of the label, by example</title>");
    svg.add(
        "<desc id=\"picture-text\">One bar per example, from the certified lead to the smallest"
            + " one that was seen. A bar at the left edge may go on beyond it. The table below"
            + " holds the same numbers.</desc>");
    for (long i = Math.round(from / step); i <= Math.round(to / step); i++) {
      svg.add(
          format(
              "<line class=\"%s\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>",
              i == 0 ? "zero" : "tick", x(i * step), TOP - 6, x(i * step), height - 6));
      svg.add(
          format(
              "<text class=\"tick\" x=\"%.1f\" y=\"14\" text-anchor=\"middle\">%s</text>",
              x(i * step),
              Numbers.plain(new BigDecimal(i * step).round(new MathContext(6)).doubleValue())));
    }
    for (int i = 0; i < lines.size(); i++) {
      add(svg, lines.get(i), TOP + ROW * i);
    }
    svg.add("</svg>");
    return svg;
  }

  private void add(List<String> svg, Line line, int y) {
    double left = x(Math.max(from, line.certified()));
    double right = x(line.seen());
    svg.add("<g><title>" + Html.escape(line.says()) + "</title>");
    svg.add(
        format(
            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
            LEFT - 8, y + 12, Html.escape(line.name())));
    svg.add(bar("open", left, y, right - left));
    svg.add(bar("seen", right - MARK / 2, y, MARK));
    svg.add("</g>");
  }

  private double x(double lead) {
    return LEFT + WIDTH * (lead - from) / (to - from);
  }

  private static String bar(String kind, double x, int y, double width) {
    return format(
        "<rect class=\"%s\" x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\"/>",
        kind, x, y + 2, Math.max(0, width), ROW - 5);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
