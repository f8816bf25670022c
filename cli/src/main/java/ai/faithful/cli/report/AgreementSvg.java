package ai.faithful.cli.report;

import java.util.List;

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
    LeadPicture picture =
        new LeadPicture(
            axis,
            "Proved lead of the label, by example",
            "One bar per example, from 0 to the lead of the label that is proved in both networks,"
                + " in the colour of the verdict. A bar at the left edge may go on beyond it. The"
                + " table below holds the same numbers.");
    return picture.element(
        lines.stream()
            .map(line -> new LeadPicture.Row(line.name(), line.says(), y -> List.of(bar(line, y))))
            .toList());
  }

  private String bar(Line line, int y) {
    double zero = axis.x(0);
    double end = axis.x(line.lead());
    double width = Math.max(THINNEST, Math.abs(end - zero));
    return LeadPicture.bar(line.verdict(), Math.min(zero, end), y, width);
  }
}
