package ai.faithful.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * A picture of leads as one SVG element: a line per example on a common scale.
 *
 * @param title of the picture
 * @param text that says what it shows, read aloud
 */
record LeadPicture(LeadAxis axis, String title, String text) {
  private static final int ROW = 18;

  /**
   * One line.
   *
   * @param name stands left of it
   * @param says read aloud
   * @param bars of the line whose upper edge is given
   */
  record Row(String name, String says, IntFunction<List<String>> bars) {}

  /** The SVG element, to be put into a page. */
  List<String> element(List<Row> rows) {
    int height = LeadAxis.TOP + ROW * rows.size() + 8;
    List<String> svg = new ArrayList<>();
    svg.add(
        format(
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"picture-title"
                + " picture-text\">",
            LeadAxis.LEFT + LeadAxis.WIDTH + LeadAxis.RIGHT, height));
    svg.add("<title id=\"picture-title\">" + title + "</title>");
    svg.add("<desc id=\"picture-text\">" + text + "</desc>");
    axis.draw(svg, height);
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      int y = LeadAxis.TOP + ROW * i;
      svg.add("<g><title>" + Html.escape(row.says()) + "</title>");
      svg.add(
          format(
              "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
              LeadAxis.LEFT - 8, y + 12, Html.escape(row.name())));
      svg.addAll(row.bars().apply(y));
      svg.add("</g>");
    }
    svg.add("</svg>");
    return svg;
  }

  /** A bar of a line. */
  static String bar(String kind, double x, int y, double width) {
    return format(
        "<rect class=\"%s\" x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\"/>",
        kind, x, y + 2, width, ROW - 5);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
