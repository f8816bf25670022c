package ai.faithful.verify.certificate;

/**
 * What the property in question comes to at one input.
 *
 * @param value the quantity, at least
 * @param over in its one direction, at least
 * @param under in the other, at least
 * @param disagrees whether the two networks disagree in the sense of the property
 */
record Attained(double value, double over, double under, boolean disagrees) {
  static Attained of(double over, double under) {
    return new Attained(Math.max(over, under), over, under, false);
  }

  static Attained of(double value) {
    return new Attained(value, value, value, false);
  }

  static Attained of(boolean disagrees) {
    return new Attained(Double.NaN, Double.NaN, Double.NaN, disagrees);
  }

  /** What holds of both: the lesser of each. What is not a number attains nothing. */
  Attained and(Attained other) {
    return new Attained(
        least(value, other.value),
        least(over, other.over),
        least(under, other.under),
        disagrees && other.disagrees);
  }

  private static double least(double a, double b) {
    double least = Math.min(a, b);
    return Double.isNaN(least) ? Double.NEGATIVE_INFINITY : least;
  }
}
