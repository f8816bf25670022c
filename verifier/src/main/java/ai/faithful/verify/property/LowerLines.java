package ai.faithful.verify.property;

import ai.faithful.verify.curve.Enclosure;

/**
 * Lines below a softmax confidence over a box of margins (THEORY 3.3, after Wei et al. 2023), from
 * inequalities that hold for <em>any</em> slope.
 *
 * <p>Both forms are one, around a pivot class q: with e_j = d_j - d_q and S = 1 + sum over j != q
 * of e^{e_j}, p_c = e^v, v = -d_q - ln S. Then
 *
 * <ul>
 *   <li>e^v >= G (1 + v - ln G) for every G > 0;
 *   <li>ln S <= s + S e^{-s} - 1 for every s;
 *   <li>G e^{e-s} <= r e + max over both ends t of (G e^{t-s} - r t) for every r.
 * </ul>
 *
 * <p>The pivot c gives ER, the class with the largest l + u gives LSE*.
 */
final class LowerLines {
  /** A slope beyond this belongs to a line that is of no use anywhere else. */
  private static final double STEEP = 1e9;

  private LowerLines() {}

  /** ER: pivot c. */
  static ConfidenceLine er(Margins d, double[] m) {
    return around(d.label(), d, m);
  }

  /** LSE*: pivot argmax(l + u). */
  static ConfidenceLine lseStar(Margins d, double[] m) {
    int pivot = d.label();
    for (int j = 0; j < d.classes(); j++) {
      pivot = d.lower(j) + d.upper(j) > d.lower(pivot) + d.upper(pivot) ? j : pivot;
    }
    return around(pivot, d, m);
  }

  private static ConfidenceLine around(int pivot, Margins d, double[] m) {
    int classes = d.classes();
    int c = d.label();
    Enclosure[] interval = new Enclosure[classes];
    double[] logChord = new double[classes];
    double[] logSlope = new double[classes];
    double shift = 0;
    for (int j = 0; j < classes; j++) {
      interval[j] = pivot == c ? d.at(j) : d.at(j).minus(d.at(pivot));
      double l = interval[j].lower();
      double u = interval[j].upper();
      double width = u - l;
      logSlope[j] = u + (width > 1e-9 ? Math.log(-Math.expm1(-width) / width) : 0);
      double at = Math.max(l, Math.min(u, m[j] - m[pivot]));
      logChord[j] =
          width > 1e-9 ? u + Math.log(weightedEnds(Math.exp(-width), (at - l) / width)) : u;
      shift = j == pivot ? shift : Math.max(shift, logChord[j]);
    }
    double sum = Math.exp(-shift);
    for (int j = 0; j < classes; j++) {
      sum += j == pivot ? 0 : Math.exp(logChord[j] - shift);
    }
    double s = shift + Math.log(sum);
    double logG = -m[pivot] * (pivot == c ? 0 : 1) - s;
    double[] slopes = new double[classes];
    double largest = Math.exp(logG);
    boolean usable = largest >= Grid.LEAST;
    for (int j = 0; j < classes; j++) {
      slopes[j] = j == pivot ? 0 : Math.exp(logG - s + logSlope[j]);
      usable &= slopes[j] <= STEEP;
      largest = Math.max(largest, slopes[j]);
    }
    if (!usable || !(largest <= STEEP)) {
      return flat(d);
    }
    Grid grid = Grid.of(largest);
    double g = grid.floor(Math.exp(logG));
    return g > 0 ? line(pivot, d, interval, grid, g, s, slopes) : flat(d);
  }

  private static double weightedEnds(double low, double weight) {
    return low + (1 - low) * weight;
  }

  private static ConfidenceLine line(
      int pivot, Margins d, Enclosure[] interval, Grid grid, double g, double s, double[] slopes) {
    int classes = d.classes();
    double[] coefficients = new double[classes];
    coefficients[pivot] -= g;
    coefficients[d.label()] += g;
    Enclosure scale = Enclosure.of(g);
    Enclosure constant = Enclosure.of(2).minus(scale.log()).plus(-s).times(scale);
    constant = constant.minus(Enclosure.of(-s).exp().times(scale));
    for (int j = 0; j < classes; j++) {
      if (j != pivot) {
        double r = grid.floor(slopes[j]);
        coefficients[j] -= r;
        coefficients[pivot] += r;
        Enclosure most =
            chordEnd(interval[j].lower(), g, s, r).max(chordEnd(interval[j].upper(), g, s, r));
        constant = constant.minus(most);
      }
    }
    return Double.isInfinite(constant.lower())
        ? flat(d)
        : new ConfidenceLine(coefficients, constant.lower());
  }

  private static Enclosure chordEnd(double t, double g, double s, double r) {
    Enclosure end = Enclosure.of(t);
    return end.plus(-s).exp().times(g).minus(end.times(r));
  }

  private static ConfidenceLine flat(Margins d) {
    return ConfidenceLine.constant(d.classes(), ConfidenceInterval.of(d).lower());
  }
}
