package ai.faithful.verify.property;

/**
 * An interval of doubles that holds a real number, with the arithmetic that keeps it so: every
 * operation encloses all results for members of its operands (THEORY 7). An infinite end means
 * "unbounded"; the number enclosed is always finite.
 *
 * @param lower at most the number, never NaN
 * @param upper at least the number, never NaN
 */
record Enclosure(double lower, double upper) {
  static final Enclosure ZERO = new Enclosure(0, 0);
  static final Enclosure ONE = new Enclosure(1, 1);

  /** NaN comes of infinities that cancel: nothing is known then. */
  Enclosure {
    if (Double.isNaN(lower)) {
      lower = Double.NEGATIVE_INFINITY;
    }
    if (Double.isNaN(upper)) {
      upper = Double.POSITIVE_INFINITY;
    }
    if (lower > upper) {
      throw new IllegalArgumentException("empty enclosure [" + lower + ", " + upper + "]");
    }
  }

  static Enclosure of(double value) {
    return new Enclosure(value, value);
  }

  private boolean is(double value) {
    return lower == value && upper == value;
  }

  Enclosure negate() {
    return new Enclosure(-upper, -lower);
  }

  Enclosure plus(Enclosure other) {
    if (is(0)) {
      return other;
    }
    if (other.is(0)) {
      return this;
    }
    return new Enclosure(Math.nextDown(lower + other.lower), Math.nextUp(upper + other.upper));
  }

  Enclosure plus(double other) {
    return plus(of(other));
  }

  Enclosure minus(Enclosure other) {
    return plus(other.negate());
  }

  Enclosure times(Enclosure other) {
    if (is(0) || other.is(0)) {
      return ZERO;
    }
    if (is(1)) {
      return other;
    }
    if (other.is(1)) {
      return this;
    }
    double a = product(lower, other.lower);
    double b = product(lower, other.upper);
    double c = product(upper, other.lower);
    double d = product(upper, other.upper);
    return new Enclosure(
        Math.nextDown(Math.min(Math.min(a, b), Math.min(c, d))),
        Math.nextUp(Math.max(Math.max(a, b), Math.max(c, d))));
  }

  Enclosure times(double other) {
    return times(of(other));
  }

  /** Zero times an unbounded, but finite, number is zero. */
  private static double product(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }

  /** The quotient by a number known to be positive; unbounded where the divisor may vanish. */
  Enclosure over(Enclosure positive) {
    if (positive.upper <= 0) {
      throw new IllegalArgumentException("division by " + positive);
    }
    if (is(0) || positive.is(1)) {
      return this;
    }
    double least = Math.max(positive.lower, 0);
    double most = positive.upper;
    double low = lower >= 0 ? quotient(lower, most) : quotient(lower, least);
    double high = upper >= 0 ? quotient(upper, least) : quotient(upper, most);
    return new Enclosure(
        lower >= 0 ? Math.max(0, Math.nextDown(low)) : Math.nextDown(low),
        upper <= 0 ? Math.min(0, Math.nextUp(high)) : Math.nextUp(high));
  }

  private static double quotient(double a, double b) {
    return a == 0 ? 0 : a / b;
  }

  /** {@code Math.exp} is within 1 ulp; two steps cover it. */
  Enclosure exp() {
    return new Enclosure(
        lower == 0 ? 1 : Math.max(0, Math.nextDown(Math.nextDown(Math.exp(lower)))),
        upper == 0 ? 1 : Math.nextUp(Math.nextUp(Math.exp(upper))));
  }

  /** e^x - 1; {@code Math.expm1} is within 1 ulp. */
  Enclosure expm1() {
    return new Enclosure(
        lower == 0 ? 0 : Math.max(-1, Math.nextDown(Math.nextDown(Math.expm1(lower)))),
        upper == 0 ? 0 : Math.nextUp(Math.nextUp(Math.expm1(upper))));
  }

  /** The logarithm of a number known to be positive; {@code Math.log} is within 1 ulp. */
  Enclosure log() {
    if (upper <= 0) {
      throw new IllegalArgumentException("logarithm of " + this);
    }
    return new Enclosure(
        lower <= 0
            ? Double.NEGATIVE_INFINITY
            : lower == 1 ? 0 : Math.nextDown(Math.nextDown(Math.log(lower))),
        upper == 1 ? 0 : Math.nextUp(Math.nextUp(Math.log(upper))));
  }

  /** {@code Math.tanh} is within 2.5 ulp; four steps cover it. */
  Enclosure tanh() {
    double low = Math.tanh(lower);
    double high = Math.tanh(upper);
    for (int i = 0; i < 4; i++) {
      low = lower == 0 ? 0 : Math.nextDown(low);
      high = upper == 0 ? 0 : Math.nextUp(high);
    }
    return new Enclosure(Math.max(-1, low), Math.min(1, high));
  }

  /** Enclosures of the greater of two numbers. */
  Enclosure max(Enclosure other) {
    return new Enclosure(Math.max(lower, other.lower), Math.max(upper, other.upper));
  }

  /** The part that a number known to lie in [least, most] can be in. */
  Enclosure within(double least, double most) {
    return new Enclosure(
        Math.min(most, Math.max(least, lower)), Math.max(least, Math.min(most, upper)));
  }
}
