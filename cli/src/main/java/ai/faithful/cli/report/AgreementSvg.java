package ai.faithful.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether two networks agree, as one SVG picture: a line per example, from 0 to the lead of the
 * label that is proved in both networks, in the colour of the verdict.
 */
final class AgreementSvg {
  /**
   * One line.
   *
   * @param name stands left of it
   * @param says read aloud
   * @param verdict the status in a word, the class of the bar
   * @param lead in logits, -infinity if nothing is known
   */
  record Line(String name, String says, String verdict, double lead) {}

  private static final int ROW = 18;
  private static final double THINNEST = 2;

  private final List<Line> lines;
  private final LeadAxis axis;

  AgreementSvg(List<Line> lines) {
    this.lines = List.copyOf(lines);
    double[] leads =
        lines.stream().mapToDouble(Line::lead).filter(Double::isFinite).sorted().toArray();
    double least = leads.length == 0 ? 0 : leads[0];
    double most = leads.length == 0 ? 0 : leads[leads.length - 1];
    this.axis = LeadAxis.over(most > 0 ? Math.max(least, -LeadAxis.REACH * most) : least, most);
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
    svg.add("<title id=\"picture-title\">Proved lead of the label, by example</title>");
    svg.add(
        "<desc id=\"picture-text\">One bar per example, from 0 to the lead of the label that is"
            + " proved in both networks, in the colour of the verdict. A bar at the left edge may"
            + " go on beyond it. The table below holds the same numbers.</desc>");
    axis.draw(svg, height);
    for (int i = 0; i < lines.size(); i++) {
      add(svg, lines.get(i), LeadAxis.TOP + ROW * i);
    }
    svg.add("</svg>");
    return svg;
  }

  private void add(List<String> svg, Line line, int y) {
    double zero = axis.x(0);
    double end = axis.x(line.lead());
    svg.add("<g><title>" + Html.escape(line.says()) + "</title>");
    svg.add(
        format(
            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
            LeadAxis.LEFT - 8, y + 12, Html.escape(line.name())));
    svg.add(
        format(
            "<rect class=\"%s\" x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\"/>",
            line.verdict(),
            Math.min(zero, end),
            y + 2,
            Math.max(THINNEST, Math.abs(end - zero)),
            ROW - 5));
    svg.add("</g>");
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
