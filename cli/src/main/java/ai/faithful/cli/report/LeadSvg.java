package ai.faithful.cli.report;

import java.util.List;

/**
 * Smallest leads of the label as one SVG picture: a line per example on a common scale with 0, a
 * bar from what is certified to the smallest lead that was seen, which is marked.
 */
final class LeadSvg {
  /** One line; {@code name} stands left of it, {@code says} is read aloud. */
  record Line(String name, String says, double certified, double seen) {}

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
    LeadPicture picture =
        new LeadPicture(
            axis,
            "Smallest lead of the label, by example",
            "One bar per example, from the certified lead to the smallest one that was seen. A bar"
                + " at the left edge may go on beyond it. The table below holds the same numbers.");
    return picture.element(
        lines.stream()
            .map(line -> new LeadPicture.Row(line.name(), line.says(), y -> bars(line, y)))
            .toList());
  }

  private List<String> bars(Line line, int y) {
    double left = axis.x(line.certified());
    double right = axis.x(line.seen());
    return List.of(
        LeadPicture.bar("open", left, y, Math.max(0, right - left)),
        LeadPicture.bar("seen", right - MARK / 2, y, MARK));
  }
}
