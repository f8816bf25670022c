package ai.faithful.cli.report;

import ai.faithful.training.evaluate.Reliability;
import ai.faithful.training.evaluate.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Accuracy against confidence, a dot a bin, its area in proportion to the answers in it; dots below
 * the diagonal are over-confident.
 */
final class ReliabilitySvg {
  private static final int SIDE = 220;
  private static final int MARGIN = 38;
  private static final double[] NUMBERS = {0, 0.5, 1};

  private ReliabilitySvg() {}

  /** The SVG element, to be put into a page. */
  static List<String> element(String title, Scores student, Scores teacher) {
    List<String> svg = new ArrayList<>();
    int size = SIDE + 2 * MARGIN;
    svg.add(
        format(
            "<svg class=\"reliability\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
            size, size, Html.escape("Accuracy against confidence, " + title)));
    svg.add(
        format(
            "<rect class=\"frame\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
            MARGIN, MARGIN, SIDE, SIDE));
    svg.add(
        format(
            "<line class=\"tick\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>",
            MARGIN, MARGIN + SIDE, MARGIN + SIDE, MARGIN));
    svg.add(
        format(
            "<text x=\"%d\" y=\"18\" text-anchor=\"middle\">%s</text>",
            size / 2, Html.escape(title)));
    svg.add(
        format(
            "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">confidence</text>",
            size / 2, size - 8));
    svg.add(
        format(
            "<text x=\"12\" y=\"%d\" text-anchor=\"middle\" transform=\"rotate(-90 12 %d)\">"
                + "accuracy</text>",
            size / 2, size / 2));
    numbers(svg);
    dots(svg, "teacher", teacher.reliability());
    dots(svg, "student", student.reliability());
    svg.add("</svg>");
    return svg;
  }

  private static void numbers(List<String> svg) {
    for (double at : NUMBERS) {
      svg.add(
          format(
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
              MARGIN + SIDE * at, MARGIN + SIDE + 12, Numbers.plain(at)));
      svg.add(
          format(
              "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
              MARGIN - 4, MARGIN + SIDE * (1 - at) + 4, Numbers.plain(at)));
    }
  }

  private static void dots(List<String> svg, String network, Reliability reliability) {
    int all = reliability.bins().stream().mapToInt(Reliability.Bin::count).sum();
    for (Reliability.Bin bin : reliability.bins()) {
      double share = (double) bin.count() / all;
      svg.add(
          format(
              "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>%s</title></circle>",
              network,
              MARGIN + SIDE * bin.confidence(),
              MARGIN + SIDE * (1 - bin.accuracy()),
              2 + 10 * Math.sqrt(share),
              format(
                  "%s: %d answers, confidence %.3f, accuracy %.3f",
                  network, bin.count(), bin.confidence(), bin.accuracy())));
    }
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
