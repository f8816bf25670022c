package ai.faithful.verify.property;

import ai.faithful.verify.curve.Enclosure;

/** ln(1 + sum over j != c of e^{d_j}), that is LSE(z) - z_c, without overflow. */
final class LogOdds {
  private LogOdds() {}

  /**
   * Encloses its value at the box's lower or upper corner.
   *
   * @param upper which corner
   */
  static Enclosure of(Margins d, boolean upper) {
    double shift = 0;
    for (int j = 0; j < d.classes(); j++) {
      shift = Math.max(shift, upper ? d.upper(j) : d.lower(j));
    }
    if (Double.isInfinite(shift)) {
      return new Enclosure(0, Double.POSITIVE_INFINITY);
    }
    Enclosure sum = Enclosure.of(-shift).exp();
    for (int j = 0; j < d.classes(); j++) {
      if (j != d.label()) {
        Enclosure at = Enclosure.of(upper ? d.upper(j) : d.lower(j));
        sum = sum.plus(at.plus(-shift).exp());
      }
    }
    return sum.log().plus(shift).within(0, Double.POSITIVE_INFINITY);
  }

  /** softmax of the logits whose margins are m, approximately. */
  static double[] softmax(double[] m, int c) {
    double shift = 0;
    for (int j = 0; j < m.length; j++) {
      shift = j == c ? shift : Math.max(shift, m[j]);
    }
    double[] p = new double[m.length];
    double sum = 0;
    for (int j = 0; j < m.length; j++) {
      p[j] = Math.exp((j == c ? 0 : m[j]) - shift);
      sum += p[j];
    }
    for (int j = 0; j < m.length; j++) {
      p[j] /= sum;
    }
    return p;
  }
}
