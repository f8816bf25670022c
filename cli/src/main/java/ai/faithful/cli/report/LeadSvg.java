package ai.faithful.cli.report;

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

  private static final int ROW = 18;
  private static final double MARK = 3;

  private final List<Line> lines;
  private final LeadAxis axis;

  LeadSvg(List<Line> lines) {
    this.lines = List.copyOf(lines);
    double widest = lines.stream().mapToDouble(line -> Math.abs(line.seen())).max().orElse(1);
    double least = lines.stream().mapToDouble(Line::certified).min().orElse(0);
    double most = lines.stream().mapToDouble(Line::seen).max().orElse(0);
    this.axis = LeadAxis.over(Math.max(least, -LeadAxis.REACH * widest), most);
  }

  /** The SVG element, to be put into a page. */
  List<String> element() {
    int height = LeadAxis.TOP + ROW * lines.size() + 8;
    List<String> svg = new ArrayList<>();
    svg.add(
        format(
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"picture-title"
                + " picture-text\">",
            LeadAxis.LEFT + LeadAxis.WIDTH + LeadAxis.RIGHT, height));
    svg.add("<title id=\"picture-title\">Smallest lead of the label, by example</title>");
    svg.add(
        "<desc id=\"picture-text\">One bar per example, from the certified lead to the smallest"
            + " one that was seen. A bar at the left edge may go on beyond it. The table below"
            + " holds the same numbers.</desc>");
    axis.draw(svg, height);
    for (int i = 0; i < lines.size(); i++) {
      add(svg, lines.get(i), LeadAxis.TOP + ROW * i);
    }
    svg.add("</svg>");
    return svg;
  }

  private void add(List<String> svg, Line line, int y) {
    double left = axis.x(line.certified());
    double right = axis.x(line.seen());
    svg.add("<g><title>" + Html.escape(line.says()) + "</title>");
    svg.add(
        format(
            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
            LeadAxis.LEFT - 8, y + 12, Html.escape(line.name())));
    svg.add(bar("open", left, y, right - left));
    svg.add(bar("seen", right - MARK / 2, y, MARK));
    svg.add("</g>");
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
