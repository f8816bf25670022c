package ai.faithful.verify.curve;

/**
 * An interval of doubles that holds a real number, with the arithmetic that keeps it so: every
 * operation encloses all results for members of its operands (THEORY 7). An infinite end means
 * "unbounded"; the number enclosed is always finite.
 *
 * @param lower at most the number, never NaN
 * @param upper at least the number, never NaN
 */
public record Enclosure(double lower, double upper) {
  public static final Enclosure ZERO = new Enclosure(0, 0);
  public static final Enclosure ONE = new Enclosure(1, 1);

  /** NaN comes of infinities that cancel: nothing is known then. */
  public Enclosure {
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

  public static Enclosure of(double value) {
    return new Enclosure(value, value);
  }

  private boolean is(double value) {
    return lower == value && upper == value;
  }

  public Enclosure negate() {
    return new Enclosure(-upper, -lower);
  }

  public Enclosure plus(Enclosure other) {
    if (is(0)) {
      return other;
    }
    if (other.is(0)) {
      return this;
    }
    return new Enclosure(Math.nextDown(lower + other.lower), Math.nextUp(upper + other.upper));
  }

  public Enclosure plus(double other) {
    return plus(of(other));
  }

  public Enclosure minus(Enclosure other) {
    return plus(other.negate());
  }

  public Enclosure times(Enclosure other) {
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

  public Enclosure times(double other) {
    return times(of(other));
  }

  /** Zero times an unbounded, but finite, number is zero. */
  private static double product(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }

  /** The quotient by a number known to be positive; unbounded where the divisor may vanish. */
  public Enclosure over(Enclosure positive) {
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
  public Enclosure exp() {
    return new Enclosure(
        lower == 0 ? 1 : Math.max(0, Math.nextDown(Math.nextDown(Math.exp(lower)))),
        upper == 0 ? 1 : Math.nextUp(Math.nextUp(Math.exp(upper))));
  }

  /** e^x - 1; {@code Math.expm1} is within 1 ulp. */
  public Enclosure expm1() {
    return new Enclosure(
        lower == 0 ? 0 : Math.max(-1, Math.nextDown(Math.nextDown(Math.expm1(lower)))),
        upper == 0 ? 0 : Math.nextUp(Math.nextUp(Math.expm1(upper))));
  }

  /** The logarithm of a number known to be positive; {@code Math.log} is within 1 ulp. */
  public Enclosure log() {
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
  public Enclosure tanh() {
    double low = Math.tanh(lower);
    double high = Math.tanh(upper);
    for (int i = 0; i < 4; i++) {
      low = lower == 0 ? 0 : Math.nextDown(low);
      high = upper == 0 ? 0 : Math.nextUp(high);
    }
    return new Enclosure(Math.max(-1, low), Math.min(1, high));
  }

  /** Enclosures of the greater of two numbers. */
  public Enclosure max(Enclosure other) {
    return new Enclosure(Math.max(lower, other.lower), Math.max(upper, other.upper));
  }

  /** The part that a number known to lie in [least, most] can be in. */
  public Enclosure within(double least, double most) {
    return new Enclosure(
        Math.min(most, Math.max(least, lower)), Math.max(least, Math.min(most, upper)));
  }

  /** A point near the middle, for where no rigour is asked. */
  public double middle() {
    return lower == upper ? lower : 0.5 * lower + 0.5 * upper;
  }

  /** ln(1 + x) of a number known to exceed -1; {@code Math.log1p} is within 1 ulp. */
  public Enclosure log1p() {
    return new Enclosure(
        lower <= -1
            ? Double.NEGATIVE_INFINITY
            : lower == 0 ? 0 : Math.nextDown(Math.nextDown(Math.log1p(lower))),
        upper == 0 ? 0 : Math.nextUp(Math.nextUp(Math.log1p(upper))));
  }

  /** The root of a number known not to be negative; {@code Math.sqrt} is rounded to nearest. */
  public Enclosure sqrt() {
    double low = Math.sqrt(Math.max(lower, 0));
    double high = Math.sqrt(Math.max(upper, 0));
    return new Enclosure(
        isRoot(low, lower) ? low : Math.max(0, Math.nextDown(low)),
        isRoot(high, upper) ? high : Math.nextUp(high));
  }

  /** Below 2^-900 the residual may underflow, so that none counts as exact but that of 0. */
  private static boolean isRoot(double root, double x) {
    return x == 0 || (x > 0x1p-900 && Math.fma(root, root, -x) == 0);
  }

  /** What is known of a number that {@code Math} computed within 1 ulp as {@code near}. */
  public static Enclosure within1Ulp(double near) {
    return new Enclosure(Math.nextDown(Math.nextDown(near)), Math.nextUp(Math.nextUp(near)));
  }
}
