package ai.faithful.verify.curve;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The error function from Taylor series about the multiples of 1/16 up to 6, whose coefficients are
 * computed once in decimals.
 *
 * <p>With g = erf' = 2 / sqrt(pi) e^(-z^2) and g' = -2 z g, the coefficients g_n of g about c obey
 * (n + 1) g_(n+1) = -2 (c g_n + g_(n-1)), and those of erf are g_n / (n + 1).
 */
final class ErfTable {
  private static final int PER_UNIT = 16;
  private static final int LAST = 6 * PER_UNIT;

  /** Powers of h in each series: h^1 to h^10. */
  private static final int TERMS = 10;

  private static final MathContext DIGITS = new MathContext(40);

  /** 2 / sqrt(pi), to more digits than are used. */
  private static final BigDecimal RATE =
      new BigDecimal("1.128379167095512573896158903121545171688101258657997713688171443");

  /** By node: erf(c), then the coefficients of h, h^2, ... */
  private static final double[][] SERIES = series();

  private ErfTable() {}

  private static double[][] series() {
    double[][] series = new double[LAST + 1][];
    for (int node = 0; node <= LAST; node++) {
      BigDecimal c = new BigDecimal(node).divide(new BigDecimal(PER_UNIT));
      BigDecimal slope = RATE.divide(exp(c.multiply(c)), DIGITS);
      double[] row = new double[TERMS + 1];
      row[0] = erf(c, slope).doubleValue();
      BigDecimal before = BigDecimal.ZERO;
      BigDecimal g = slope;
      for (int n = 0; n < TERMS; n++) {
        row[n + 1] = g.divide(new BigDecimal(n + 1), DIGITS).doubleValue();
        BigDecimal next =
            c.multiply(g)
                .add(before)
                .multiply(new BigDecimal(-2))
                .divide(new BigDecimal(n + 1), DIGITS);
        before = g;
        g = next;
      }
      series[node] = row;
    }
    return series;
  }

  /** The sum of c^n / n!, all of one sign. */
  private static BigDecimal exp(BigDecimal c) {
    BigDecimal term = BigDecimal.ONE;
    BigDecimal sum = BigDecimal.ONE;
    for (int n = 1; n < 200; n++) {
      term = term.multiply(c).divide(new BigDecimal(n), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return sum;
  }

  /** erf c = erf'(c) times the sum of 2^n c^(2n+1) / (1 3 5 ... (2n+1)), all of one sign. */
  private static BigDecimal erf(BigDecimal c, BigDecimal slope) {
    BigDecimal square = c.multiply(c).multiply(BigDecimal.valueOf(2));
    BigDecimal term = c;
    BigDecimal sum = c;
    for (int n = 1; n < 250; n++) {
      term = term.multiply(square).divide(new BigDecimal(2 * n + 1), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return sum.multiply(slope, DIGITS);
  }

  /** erf z, near enough to look for good slopes. */
  static double near(double z) {
    double size = Math.abs(z);
    if (size >= 6) {
      return Math.signum(z);
    }
    int node = (int) Math.rint(size * PER_UNIT);
    double h = size - (double) node / PER_UNIT;
    double[] row = SERIES[node];
    double sum = row[TERMS];
    for (int n = TERMS - 1; n >= 0; n--) {
      sum = Math.fma(sum, h, row[n]);
    }
    return z < 0 ? -sum : sum;
  }

  /**
   * An enclosure. h is exact (|h| <= 1/32, and a difference of doubles that near). Horner's scheme
   * in n steps, its coefficients rounded once, errs by less than 2 (n + 1) u sum |a_n| |h|^n; the
   * terms from h^2 on shrink by at least 3 |h| each (for c <= 6, |a_(n+1)| <= 13 |a_n|, times |h|
   * below 0.41), so that they add up to less than |a_1 h|: the error of the sum beyond erf c is
   * within 8 u |a_1 h|, and adding erf c, rounded itself, costs 2 u of the result. What is left out
   * is below 5e-18 (32 |h|)^11: |f^(n)| / n! <= 2 / sqrt(pi) 1.09 sqrt(2^(n-1) (n-1)!) / n!
   * (Cramer).
   */
  static Enclosure enclose(double z) {
    double size = Math.abs(z);
    Enclosure positive;
    if (size >= 6) {
      // 1 - erf 6 < 2.2e-17
      positive = new Enclosure(Math.nextDown(1.0), 1);
    } else {
      int node = (int) Math.rint(size * PER_UNIT);
      double h = size - (double) node / PER_UNIT;
      double value = near(size);
      double first = Math.abs(SERIES[node][1] * h);
      double rest = Math.abs(h) * 32;
      double power = rest * rest * rest;
      double error =
          value * 0x1p-52 + first * 0x1p-49 + 0x1p-57 * power * power * power * rest * rest;
      // The error's own roundings, and underflow of tiny z.
      error = error * (1 + 0x1p-40) + 2 * Double.MIN_VALUE;
      positive =
          size == 0
              ? Enclosure.ZERO
              : new Enclosure(value, value).plus(new Enclosure(-error, error)).within(0, 1);
    }
    return z < 0 ? positive.negate() : positive;
  }
}
