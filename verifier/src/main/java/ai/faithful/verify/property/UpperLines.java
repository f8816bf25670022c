package ai.faithful.verify.property;

import ai.faithful.verify.curve.Enclosure;

/**
 * Lines above a softmax confidence over a box of margins (THEORY 3.2, after Wei et al. 2023). Each
 * is made of inequalities that hold for <em>any</em> slope, so that how a slope was rounded never
 * matters; only the constant is computed with outward rounding.
 */
final class UpperLines {
  private UpperLines() {}

  /**
   * ER: with Q = 1 + sum e^{d_j}, p = 1/Q lies below a chord of slope -k, and k e^d >= s d + s (1 -
   * ln(s/k)) for every s > 0.
   *
   * @param m margins at which the line touches
   */
  static ConfidenceLine er(Margins d, double[] m) {
    int classes = d.classes();
    int c = d.label();
    Enclosure q = ConfidenceInterval.odds(d);
    double k = 1 / q.lower() / q.upper();
    if (!(k >= Grid.LEAST)) {
      return flat(d);
    }
    double[] slopes = new double[classes];
    double largest = 0;
    for (int j = 0; j < classes; j++) {
      slopes[j] = j == c ? 0 : k * Math.exp(m[j]);
      largest = Math.max(largest, slopes[j]);
    }
    if (!(largest >= Grid.LEAST) || Double.isInfinite(largest)) {
      return flat(d);
    }
    Grid grid = Grid.of(largest);
    Enclosure intercept = chordEnd(q.lower(), k).max(chordEnd(q.upper(), k));
    intercept = intercept.plus(-k);
    double[] coefficients = new double[classes];
    for (int j = 0; j < classes; j++) {
      double s = grid.floor(slopes[j]);
      if (s > 0) {
        coefficients[j] = -s;
        coefficients[c] += s;
        Enclosure log = Enclosure.of(s).over(Enclosure.of(k)).log();
        intercept = intercept.minus(Enclosure.ONE.minus(log).times(s));
      }
    }
    return line(d, coefficients, intercept);
  }

  private static Enclosure chordEnd(double q, double k) {
    return Enclosure.ONE.over(Enclosure.of(q)).plus(Enclosure.of(k).times(q));
  }

  /**
   * LSE: with t = LSE(z) - z_c, p = e^{-t} lies below a chord of slope -s, and t >= sum over j of
   * w_j d_j plus the entropy of w, for every w in the simplex.
   *
   * @param m margins at which the line touches
   */
  static ConfidenceLine lse(Margins d, double[] m) {
    int classes = d.classes();
    int c = d.label();
    double least = LogOdds.of(d, false).lower();
    double most = LogOdds.of(d, true).upper();
    double width = most - least;
    double slope =
        width > 1e-9
            ? Math.exp(-least) * -Math.expm1(-width) / width
            : Math.exp(-(least + most) / 2);
    if (!(slope >= Grid.LEAST) || Double.isInfinite(width)) {
      return flat(d);
    }
    Grid grid = Grid.of(slope);
    double s = grid.floor(slope);
    double[] weights = LogOdds.softmax(m, c);
    double[] coefficients = new double[classes];
    // Enough to make up for the weights' rounding: what is left belongs to class c.
    double scale = s * (1 - 0x1p-40);
    double left = s;
    for (int j = 0; j < classes; j++) {
      if (j != c) {
        double share = grid.floor(scale * weights[j]);
        coefficients[j] = -share;
        coefficients[c] += share;
        left -= share;
      }
    }
    if (left < 0) {
      return flat(d);
    }
    Enclosure intercept = chordOfDecay(least, s).max(chordOfDecay(most, s));
    for (int j = 0; j < classes; j++) {
      double share = j == c ? left : -coefficients[j];
      if (share > 0) {
        Enclosure log = Enclosure.of(share).over(Enclosure.of(s)).log();
        intercept = intercept.plus(log.times(share));
      }
    }
    return line(d, coefficients, intercept);
  }

  private static Enclosure chordOfDecay(double t, double s) {
    return Enclosure.of(-t).exp().plus(Enclosure.of(s).times(t));
  }

  private static ConfidenceLine line(Margins d, double[] coefficients, Enclosure intercept) {
    return Double.isInfinite(intercept.upper())
        ? flat(d)
        : new ConfidenceLine(coefficients, intercept.upper());
  }

  private static ConfidenceLine flat(Margins d) {
    return ConfidenceLine.constant(d.classes(), ConfidenceInterval.of(d).upper());
  }
}
