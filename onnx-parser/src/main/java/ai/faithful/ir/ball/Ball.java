package ai.faithful.ir.ball;

/**
 * The reals within {@code radius} of {@code mid}. Every operation returns a ball that holds the
 * exact result for all members of its operands; where doubles compute the result exactly, nothing
 * is added to the radius.
 *
 * @param mid finite
 * @param radius finite, at least 0
 */
public record Ball(double mid, double radius) {
  public static final Ball ZERO = new Ball(0, 0);

  /**
   * Below this magnitude a residual can vanish by underflow, so that no product counts as exact.
   */
  private static final double SAFE = 0x1p-900;

  public Ball {
    if (!Double.isFinite(mid) || !Double.isFinite(radius) || radius < 0) {
      throw new ArithmeticException("no enclosure in double: " + mid + " ± " + radius);
    }
  }

  public static Ball exact(double value) {
    return new Ball(value, 0);
  }

  public boolean isExact() {
    return radius == 0;
  }

  /** A number that no member is below. */
  public double least() {
    return isExact() ? mid : down(mid - radius);
  }

  /** A number that no member is above. */
  public double greatest() {
    return isExact() ? mid : up(mid + radius);
  }

  public Ball negate() {
    return new Ball(-mid, radius);
  }

  public Ball plus(Ball other) {
    double sum = mid + other.mid;
    double part = sum - mid;
    double error = (mid - (sum - part)) + (other.mid - part); // Knuth's two-sum: exact
    return new Ball(sum, up(up(radius + other.radius, isExact() && other.isExact()), error));
  }

  public Ball minus(Ball other) {
    return plus(other.negate());
  }

  public Ball times(Ball other) {
    double product = mid * other.mid;
    double spread = 0;
    if (!isExact() || !other.isExact()) {
      spread = up(Math.abs(mid) * other.radius);
      spread = up(spread + up(Math.abs(other.mid) * radius));
      spread = up(spread + up(radius * other.radius));
    }
    boolean exact =
        mid == 0
            || other.mid == 0
            || (Math.abs(product) > SAFE && Math.fma(mid, other.mid, -product) == 0);
    return new Ball(product, exact ? spread : up(spread + Math.ulp(product)));
  }

  /**
   * The quotient.
   *
   * @throws ArithmeticException if the divisor may be 0
   */
  public Ball over(Ball other) {
    double least = down(Math.abs(other.mid) - other.radius);
    if (other.isExact() ? other.mid == 0 : least <= 0) {
      throw new ArithmeticException("division by " + other);
    }
    double quotient = mid / other.mid;
    double spread = 0;
    if (!isExact() || !other.isExact()) {
      // |a/b - m/n| <= (|a - m| + |m/n| |n - b|) / |b|
      double ratio = up(Math.abs(quotient) + Math.ulp(quotient));
      double smallest = other.isExact() ? Math.abs(other.mid) : least;
      spread = up(up(radius + up(ratio * other.radius)) / smallest);
    }
    boolean exact =
        mid == 0
            || (Math.abs(quotient) > SAFE
                && Math.abs(mid) > SAFE
                && Math.fma(-quotient, other.mid, mid) == 0);
    return new Ball(quotient, exact ? spread : up(spread + Math.ulp(quotient)));
  }

  /**
   * The square root.
   *
   * @throws ArithmeticException unless every member is positive
   */
  public Ball sqrt() {
    double least = isExact() ? mid : down(mid - radius);
    if (least <= 0) {
      throw new ArithmeticException("square root of " + this);
    }
    double root = Math.sqrt(mid);
    double spread = 0;
    if (!isExact()) {
      // |sqrt a - sqrt m| = |a - m| / (sqrt a + sqrt m) <= r / (2 sqrt(m - r))
      spread = up(radius / (2 * down(Math.sqrt(least))));
    }
    boolean exact = mid > SAFE && Math.fma(-root, root, mid) == 0;
    return new Ball(root, exact ? spread : up(spread + Math.ulp(root)));
  }

  private static double up(double radius, boolean exactOperands) {
    return exactOperands ? radius : up(radius);
  }

  private static double up(double radius, double error) {
    return error == 0 ? radius : up(radius + Math.abs(error));
  }

  /** An upper bound of a non-negative result that was rounded to nearest. */
  private static double up(double rounded) {
    return Math.nextUp(rounded);
  }

  private static double down(double rounded) {
    return Math.nextDown(rounded);
  }
}
