package ai.faithful.verify.property;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Softmax to fifty digits: what the bounds are measured against. */
final class Exactly {
  private static final MathContext DIGITS = new MathContext(60, RoundingMode.HALF_EVEN);
  private static final BigDecimal HALF = new BigDecimal("0.5");

  /** Far below the least double; keeps sums with e^{-1e6} short. */
  private static final int SCALE = 400;

  private Exactly() {}

  /** e^x: x is halved until small, summed up, and squared back. */
  static BigDecimal exp(BigDecimal x) {
    int halvings = 0;
    BigDecimal small = x;
    while (small.abs().compareTo(HALF) > 0) {
      small = small.multiply(HALF);
      halvings++;
    }
    BigDecimal term = BigDecimal.ONE;
    BigDecimal sum = BigDecimal.ONE;
    for (int n = 1; n < 45 && term.signum() != 0; n++) {
      term = term.multiply(small, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    for (int i = 0; i < halvings; i++) {
      sum = sum.multiply(sum, DIGITS);
    }
    return sum;
  }

  /** 1 / (1 + sum over j != c of e^{d_j}). */
  static BigDecimal confidence(double[] d, int c) {
    BigDecimal[] exact = new BigDecimal[d.length];
    for (int j = 0; j < d.length; j++) {
      exact[j] = new BigDecimal(d[j]);
    }
    return confidence(exact, c);
  }

  static BigDecimal confidence(BigDecimal[] d, int c) {
    BigDecimal sum = BigDecimal.ONE;
    for (int j = 0; j < d.length; j++) {
      sum = j == c ? sum : sum.add(exp(d[j]), DIGITS);
    }
    BigDecimal p = BigDecimal.ONE.divide(sum, DIGITS);
    return p.scale() - p.precision() > SCALE ? BigDecimal.ZERO : p;
  }

  /** The line's value, without any rounding. */
  static BigDecimal at(ConfidenceLine line, double[] d, int c) {
    BigDecimal sum = new BigDecimal(line.constant());
    double[] coefficients = line.coefficients();
    for (int j = 0; j < d.length; j++) {
      if (j != c) {
        sum = sum.add(new BigDecimal(coefficients[j]).multiply(new BigDecimal(d[j])));
      }
    }
    return sum;
  }
}
