package ai.faithful.verify.property;

/**
 * A linear function of the logits, coefficients . z + constant, on one side of a confidence over a
 * box of margins. The coefficients sum to exactly 0, so it is a function of the margins z_j - z_c.
 */
final class ConfidenceLine {
  private final double[] coefficients;
  private final double constant;

  /**
   * Takes ownership of the array.
   *
   * @param coefficients one per class, multiples of one power of two
   * @param constant rounded to the safe side
   */
  ConfidenceLine(double[] coefficients, double constant) {
    this.coefficients = coefficients;
    this.constant = constant;
  }

  /** The line without slope. */
  static ConfidenceLine constant(int classes, double value) {
    return new ConfidenceLine(new double[classes], value);
  }

  /** A copy. */
  double[] coefficients() {
    return coefficients.clone();
  }

  double constant() {
    return constant;
  }
}
