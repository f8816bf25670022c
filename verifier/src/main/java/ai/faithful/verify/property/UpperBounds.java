package ai.faithful.verify.property;

import java.util.stream.DoubleStream;

/**
 * The three certificates of one side of a confidence difference (THEORY 4.4); the least counts.
 *
 * @param oddsShift THEORY 4.1
 * @param linear THEORY 4.3, the least over the row variants
 * @param interval the difference of the two confidence intervals
 */
public record UpperBounds(double oddsShift, double linear, double interval) {

  /** Bounds on pS_c - pT_c. */
  public static UpperBounds over(
      Margins teacher, Margins student, Margins difference, double[] rowMinima) {
    ConfidenceInterval pT = ConfidenceInterval.of(teacher);
    ConfidenceInterval pS = ConfidenceInterval.of(student);
    return new UpperBounds(OddsShift.over(difference, pT), ofRows(rowMinima), pS.excessOver(pT));
  }

  /** Bounds on pT_c - pS_c. */
  public static UpperBounds under(
      Margins teacher, Margins student, Margins difference, double[] rowMinima) {
    ConfidenceInterval pT = ConfidenceInterval.of(teacher);
    ConfidenceInterval pS = ConfidenceInterval.of(student);
    return new UpperBounds(OddsShift.under(difference, pT), ofRows(rowMinima), pT.excessOver(pS));
  }

  private static double ofRows(double[] minima) {
    return DoubleStream.of(minima).map(v -> Double.isNaN(v) ? 1 : -v).min().orElse(1);
  }

  /** These and one more row, whose minimum is given. */
  public UpperBounds withRow(double minimum) {
    return new UpperBounds(oddsShift, Math.min(linear, ofRows(new double[] {minimum})), interval);
  }

  /** The certified upper bound, in [-1, 1]. */
  public double least() {
    return Math.max(-1, Math.min(1, Math.min(oddsShift, Math.min(linear, interval))));
  }
}
