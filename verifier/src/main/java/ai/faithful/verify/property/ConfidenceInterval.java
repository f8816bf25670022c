package ai.faithful.verify.property;

import ai.faithful.verify.curve.Enclosure;

/**
 * Bounds on the softmax confidence p_c of the reference class (THEORY 3.1).
 *
 * @param lower at least 0
 * @param upper at most 1
 */
public record ConfidenceInterval(double lower, double upper) {
  public ConfidenceInterval {
    if (!(0 <= lower && lower <= upper && upper <= 1)) {
      throw new IllegalArgumentException("confidence in [" + lower + ", " + upper + "]");
    }
  }

  /** p_c = 1 / (1 + sum over j != c of e^{d_j}), monotone in every d_j. */
  public static ConfidenceInterval of(Margins d) {
    Enclosure q = odds(d);
    Enclosure p = Enclosure.ONE.over(q).within(0, 1);
    return new ConfidenceInterval(p.lower(), p.upper());
  }

  /** Encloses Q = 1 + sum over j != c of e^{d_j} over the box: its least and its greatest value. */
  static Enclosure odds(Margins d) {
    Enclosure q = Enclosure.ONE;
    for (int j = 0; j < d.classes(); j++) {
      q = j == d.label() ? q : q.plus(d.at(j).exp());
    }
    // Adding non-negative terms to 1 cannot end below 1.
    return q.within(1, Double.POSITIVE_INFINITY);
  }

  /**
   * Bounds on the difference {@code this - other} of two confidences.
   *
   * @return an upper bound
   */
  double excessOver(ConfidenceInterval other) {
    return upper == other.lower ? 0 : Math.nextUp(upper - other.lower);
  }
}
