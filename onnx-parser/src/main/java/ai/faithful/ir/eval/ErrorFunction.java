package ai.faithful.ir.eval;

/** The error function and its complement, to a few units in the last place. */
public final class ErrorFunction {
  private static final double TWO_OVER_ROOT_PI = 1.1283791670955126;

  /** Where the continued fraction takes over from the series. */
  private static final double LARGE = 2.5;

  private ErrorFunction() {}

  /** erf(x) = 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x. */
  public static double erf(double x) {
    double magnitude = Math.abs(x);
    if (Double.isNaN(x)) {
      return x;
    }
    double value = magnitude < LARGE ? series(magnitude) : 1 - fraction(magnitude);
    return Math.copySign(value, x);
  }

  /** 1 - erf(x), accurate where that is tiny. */
  public static double erfc(double x) {
    if (x >= 1) { // where 1 - erf would cancel
      return fraction(x);
    }
    return 1 - erf(x);
  }

  /** 2 / sqrt(pi) exp(-x^2) sum of 2^n x^(2n+1) / (1 3 5 ... (2n+1)): all terms are positive. */
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; term > sum * 0x1p-60; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return TWO_OVER_ROOT_PI * gaussian(x) * sum;
  }

  /** exp(-x^2) / sqrt(pi) / (x + (1/2) / (x + (2/2) / (x + (3/2) / ...))), from the inside out. */
  private static double fraction(double x) {
    if (x > 28) {
      return 0; // below the smallest double
    }
    double tail = x;
    for (int k = 60 + (int) (200 / x); k > 0; k--) {
      tail = x + 0.5 * k / tail;
    }
    return TWO_OVER_ROOT_PI / 2 * gaussian(x) / tail;
  }

  /** exp(-x^2), the rounding of the square undone. */
  private static double gaussian(double x) {
    double square = x * x;
    double error = Math.fma(x, x, -square);
    return Math.exp(-square) * (1 - error);
  }
}
