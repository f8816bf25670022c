package ai.faithful.cli.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/**
 * The scale of a picture of leads, in logits, with 0 on it.
 *
 * @param from its left end, a multiple of the step, at most 0
 * @param to its right end, another, above {@code from}
 * @param step from tick to tick, a round number
 */
record LeadAxis(double from, double to, double step) {
  static final int LEFT = 90;
  static final int WIDTH = 560;
  static final int RIGHT = 20;
  static final int TOP = 28;

  /** Of loose bounds no more is shown than this many times what else is to be seen. */
  static final int REACH = 4;

  /** A scale that shows 0, and what is from {@code low} to {@code high}, finite. */
  static LeadAxis over(double low, double high) {
    double least = Math.min(0, low);
    double most = Math.max(0, high);
    double step = BracketSvg.scale((most - least) / 5);
    double from = step * Math.floor(least / step);
    return new LeadAxis(from, Math.max(from + step, step * Math.ceil(most / step)), step);
  }

  /** Where a lead stands; the left edge for what is beyond it. */
  double x(double lead) {
    return LEFT + WIDTH * (Math.max(from, Math.min(to, lead)) - from) / (to - from);
  }

  /** Lines and numbers, down to {@code height}. */
  void draw(List<String> svg, int height) {
    for (long i = Math.round(from / step); i <= Math.round(to / step); i++) {
      double lead = i * step;
      svg.add(
          format(
              "<line class=\"%s\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>",
              i == 0 ? "zero" : "tick", x(lead), TOP - 6, x(lead), height - 6));
      svg.add(
          format(
              "<text class=\"tick\" x=\"%.1f\" y=\"14\" text-anchor=\"middle\">%s</text>",
              x(lead),
              Numbers.plain(new BigDecimal(lead).round(new MathContext(6)).doubleValue())));
    }
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
