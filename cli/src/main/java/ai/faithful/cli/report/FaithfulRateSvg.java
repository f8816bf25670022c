package ai.faithful.cli.report;

import ai.faithful.training.experiment.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The share of images certified to be delta-faithful against delta, a line per student, over all
 * seeds together: the higher, the better.
 */
final class FaithfulRateSvg {
  private static final int WIDTH = 520;
  private static final int HEIGHT = 260;
  private static final int MARGIN = 44;
  private static final int LEGEND = 150;
  private static final double MOST = 0.5;
  private static final int POINTS = 100;
  private static final String[] DASHES = {"", "6 3", "2 3", "8 3 2 3"};

  /** One line of the picture. */
  record Line(String name, List<Outcome> outcomes) {}

  private FaithfulRateSvg() {}

  /** The SVG element, to be put into a page. */
  static List<String> element(String title, List<Line> lines) {
    List<String> svg = new ArrayList<>();
    svg.add(
        format(
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
            WIDTH + 2 * MARGIN + LEGEND, HEIGHT + 2 * MARGIN, Html.escape(title)));
    svg.add(format("<text x=\"%d\" y=\"20\">%s</text>", MARGIN, Html.escape(title)));
    for (int i = 0; i <= 5; i++) {
      double x = MARGIN + WIDTH * i / 5.0;
      double y = MARGIN + HEIGHT * (1 - i / 5.0);
      svg.add(
          format(
              "<line class=\"tick\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>",
              x, MARGIN, x, MARGIN + HEIGHT));
      svg.add(
          format(
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
              x, MARGIN + HEIGHT + 16, Numbers.plain(MOST * i / 5)));
      svg.add(
          format(
              "<line class=\"tick\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>",
              MARGIN, y, MARGIN + WIDTH, y));
      svg.add(
          format(
              "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d %%</text>",
              MARGIN - 6, y + 4, 20 * i));
    }
    for (int i = 0; i < lines.size(); i++) {
      add(svg, lines.get(i), i, lines.size());
    }
    svg.add(
        format(
            "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">delta</text>",
            MARGIN + WIDTH / 2, HEIGHT + 2 * MARGIN - 8));
    svg.add("</svg>");
    return svg;
  }

  private static void add(List<String> svg, Line line, int number, int all) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i <= POINTS; i++) {
      double delta = MOST * i / POINTS;
      double rate =
          line.outcomes().stream().mapToDouble(o -> o.faithfulRate(delta)).average().orElse(0);
      points.append(
          format("%.1f,%.1f ", MARGIN + (double) WIDTH * i / POINTS, MARGIN + HEIGHT * (1 - rate)));
    }
    String look =
        format(
            "stroke=\"hsl(%d 65%% 45%%)\" stroke-dasharray=\"%s\" stroke-width=\"2\" fill=\"none\"",
            360 * number / all, DASHES[number % DASHES.length]);
    svg.add(
        format(
            "<polyline points=\"%s\" %s><title>%s</title></polyline>",
            points.toString().strip(), look, Html.escape(line.name())));
    int y = MARGIN + 10 + 18 * number;
    int x = MARGIN + WIDTH + 14;
    svg.add(format("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" %s/>", x, y, x + 26, y, look));
    svg.add(format("<text x=\"%d\" y=\"%d\">%s</text>", x + 32, y + 4, Html.escape(line.name())));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
