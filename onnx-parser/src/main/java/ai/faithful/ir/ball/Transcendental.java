package ai.faithful.ir.ball;

/**
 * Elementary functions on balls. Their values at midpoints are Java's, whose specification bounds
 * the error: 1 ulp for exp, log, sin and cos, 2.5 for tanh. The error function is summed in balls.
 */
final class Transcendental {
  static final Ball PI = new Ball(Math.PI, Math.ulp(Math.PI));

  /** erf differs from 1 by less than 2^-55 from here on: erfc(6) = 2.15e-17. */
  private static final double SATURATED = 6;

  private Transcendental() {}

  static Ball exp(Ball x) {
    if (x.isExact() && x.mid() == 0) {
      return Ball.exact(1);
    }
    double e = Math.exp(x.mid());
    Ball at = new Ball(e, Math.ulp(e));
    // |e^(m + d) - e^m| <= e^m (e^r - 1)
    return x.isExact() ? at : widened(at, at.greatest() * up(Math.expm1(x.radius()), 2));
  }

  /**
   * The natural logarithm.
   *
   * @throws ArithmeticException unless every member is positive
   */
  static Ball log(Ball x) {
    if (x.least() <= 0) {
      throw new ArithmeticException("logarithm of " + x);
    }
    if (x.isExact() && x.mid() == 1) {
      return Ball.ZERO;
    }
    double l = Math.log(x.mid());
    return widened(new Ball(l, Math.ulp(l)), x.radius() / x.least());
  }

  static Ball tanh(Ball x) {
    double t = Math.tanh(x.mid());
    return x.isExact() && t == 0
        ? Ball.exact(t)
        : widened(new Ball(t, 4 * Math.ulp(t)), x.radius());
  }

  static Ball sin(Ball x) {
    double s = Math.sin(x.mid());
    return x.isExact() && s == 0 ? Ball.exact(s) : widened(new Ball(s, Math.ulp(s)), x.radius());
  }

  static Ball cos(Ball x) {
    if (x.isExact() && x.mid() == 0) {
      return Ball.exact(1);
    }
    double c = Math.cos(x.mid());
    return widened(new Ball(c, Math.ulp(c)), x.radius());
  }

  /** The error function; its slope is at most 2 / sqrt(pi) < 1.13. */
  static Ball erf(Ball x) {
    double z = Math.abs(x.mid());
    Ball value = z >= SATURATED ? new Ball(1, 0x1p-55) : series(Ball.exact(z));
    return widened(x.mid() < 0 ? value.negate() : value, 1.13 * x.radius());
  }

  /**
   * 2 / sqrt(pi) e^(-z^2) sum of 2^n z^(2n+1) / (1 3 5 ... (2n+1)) (Abramowitz and Stegun 7.1.6).
   * Once each term is at most half of the one before it, what is left out is at most the last term.
   */
  private static Ball series(Ball z) {
    if (z.mid() == 0) {
      return Ball.ZERO;
    }
    Ball twice = z.times(z).times(Ball.exact(2));
    Ball term = z;
    Ball sum = z;
    int n = 0;
    while (twice.greatest() > n + 1 || term.mid() > sum.mid() * 0x1p-60) {
      n++;
      term = term.times(twice).over(Ball.exact(2 * n + 1));
      sum = sum.plus(term);
    }
    sum = widened(sum, term.greatest());
    Ball scale = Ball.exact(2).over(PI.sqrt());
    return sum.times(exp(z.times(z).negate())).times(scale);
  }

  /** The ball with this much more radius, one rounding of {@code more} allowed for. */
  private static Ball widened(Ball x, double more) {
    return more == 0 ? x : new Ball(x.mid(), up(x.radius() + up(more, 1), 1));
  }

  private static double up(double value, int ulps) {
    return value + ulps * Math.ulp(value);
  }
}
