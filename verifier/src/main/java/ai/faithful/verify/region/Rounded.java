package ai.faithful.verify.region;

import java.math.BigDecimal;

/** Exact reals to the nearest float or double on a chosen side. */
final class Rounded {
  private Rounded() {}

  /** The largest double that is not above. */
  static double down(BigDecimal real) {
    double d = real.doubleValue();
    while (isAbove(d, real)) {
      d = Math.nextDown(d);
    }
    return d;
  }

  /** The smallest double that is not below. */
  static double up(BigDecimal real) {
    return 0 - down(real.negate()); // never -0.0
  }

  /** The largest float that is not above. */
  static float floatDown(BigDecimal real) {
    float f = (float) down(real);
    while (isAbove(f, real)) {
      f = Math.nextDown(f);
    }
    return f;
  }

  /** The smallest float that is not below. */
  static float floatUp(BigDecimal real) {
    return 0 - floatDown(real.negate());
  }

  private static boolean isAbove(double d, BigDecimal real) {
    return Double.isInfinite(d) ? d > 0 : new BigDecimal(d).compareTo(real) > 0;
  }
}
