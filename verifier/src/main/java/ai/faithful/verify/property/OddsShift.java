package ai.faithful.verify.property;

import ai.faithful.verify.curve.Enclosure;

/**
 * Bounds on pS_c - pT_c from bounds on D_j = (zS_j - zS_c) - (zT_j - zT_c) and on pT_c (THEORY
 * 4.1): the student's odds against c are the teacher's, times a mean of the e^{D_j}. Exactly 0
 * where D is.
 */
public final class OddsShift {
  private OddsShift() {}

  /** An upper bound on pS_c - pT_c. */
  public static double over(Margins difference, ConfidenceInterval teacher) {
    return upper(-difference.leastLower(), teacher);
  }

  /** An upper bound on pT_c - pS_c. */
  public static double under(Margins difference, ConfidenceInterval teacher) {
    return -lower(-difference.mostUpper(), teacher);
  }

  /** The largest g(p, a), p in the interval. */
  static double upper(double a, ConfidenceInterval p) {
    if (a == 0) {
      return 0;
    }
    if (a < 0) {
      return Math.max(shift(p.lower(), a).upper(), shift(p.upper(), a).upper());
    }
    double greatest = Enclosure.of(a).times(0.25).tanh().upper();
    Enclosure peak = peak(a);
    double atEnd = 1;
    if (p.upper() <= peak.lower()) {
      atEnd = shift(p.upper(), a).upper();
    } else if (p.lower() >= peak.upper()) {
      atEnd = shift(p.lower(), a).upper();
    }
    return Math.min(greatest, atEnd);
  }

  /** The least g(p, b), p in the interval. */
  static double lower(double b, ConfidenceInterval p) {
    if (b == 0) {
      return 0;
    }
    if (b > 0) {
      return Math.min(shift(p.lower(), b).lower(), shift(p.upper(), b).lower());
    }
    double least = Enclosure.of(b).times(0.25).tanh().lower();
    Enclosure trough = peak(b);
    double atEnd = -1;
    if (p.upper() <= trough.lower()) {
      atEnd = shift(p.upper(), b).lower();
    } else if (p.lower() >= trough.upper()) {
      atEnd = shift(p.lower(), b).lower();
    }
    return Math.max(least, atEnd);
  }

  /** Where g(., a) has its extremum: 1 / (1 + e^{a/2}). */
  private static Enclosure peak(double a) {
    return Enclosure.ONE.over(Enclosure.of(a).times(0.5).exp().plus(1)).within(0, 1);
  }

  /**
   * Encloses g(p, a) = p e^a / (1 - p + p e^a) - p, written without overflow and without
   * cancellation: p (1-p) (1-e^{-a}) / ((1-p) e^{-a} + p) for a > 0, and p (1-p) (e^a-1) / (1-p + p
   * e^a) for a < 0.
   */
  static Enclosure shift(double p, double a) {
    Enclosure confidence = Enclosure.of(p);
    Enclosure rest = Enclosure.ONE.minus(confidence).within(0, 1);
    if (p == 0 || p == 1) {
      // The limit of an unbounded shift need not be 0.
      return Double.isInfinite(a) ? new Enclosure(-p, 1 - p) : Enclosure.ZERO;
    }
    Enclosure decay = Enclosure.of(-Math.abs(a));
    Enclosure factor = decay.exp().within(0, 1);
    Enclosure change = decay.expm1().within(-1, 0);
    Enclosure product = confidence.times(rest).times(change);
    if (a > 0) {
      Enclosure size = product.negate().over(rest.times(factor).plus(confidence));
      return size.within(0, Math.nextUp(1 - p));
    }
    return product.over(rest.plus(confidence.times(factor))).within(-p, 0);
  }
}
