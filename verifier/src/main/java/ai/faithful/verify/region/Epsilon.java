package ai.faithful.verify.region;

import ai.faithful.verify.SettingException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The radius of a region: an exact decimal, or a fraction such as 8/255 between two decimals that
 * are so close that no float32 input's distance lies between them.
 *
 * @param below at most the radius; equal to it if that is a decimal
 * @param above at least the radius; equal to it if that is a decimal
 * @param text as it was written
 */
public record Epsilon(BigDecimal below, BigDecimal above, String text) {
  /** The sum of squares of float32 numbers differs from a fraction's square by far more. */
  private static final int FRACTION_DIGITS = 200;

  /**
   * @throws SettingException if it is negative, or of an absurd magnitude
   */
  public Epsilon {
    if (below.signum() < 0) {
      throw new SettingException("epsilon " + text + " is negative; it has to be at least 0");
    }
    if (Math.abs((long) above.scale()) > Magnitude.MOST_DIGITS
        || above.precision() > Magnitude.MOST_DIGITS) {
      throw new SettingException("epsilon has more than " + Magnitude.MOST_DIGITS + " digits");
    }
  }

  /** A decimal. */
  public static Epsilon of(BigDecimal value) {
    return new Epsilon(value, value, value.toString());
  }

  /**
   * Reads a radius exactly as it is written, {@code 0.02} or {@code 8/255} say.
   *
   * @throws SettingException if it is no finite number, or negative
   */
  public static Epsilon parse(String text) {
    String stripped = text.strip();
    int slash = stripped.indexOf('/');
    if (slash < 0) {
      BigDecimal value = number(stripped, text);
      return new Epsilon(value, value, stripped);
    }
    // Checked on its own, so that a numerator cannot exhaust the machine.
    Epsilon above = parse(stripped.substring(0, slash));
    Epsilon below = parse(stripped.substring(slash + 1));
    if (below.above.signum() == 0) {
      throw new SettingException("epsilon '" + text + "' divides by 0");
    }
    return new Epsilon(
        above.below.divide(below.above, new MathContext(FRACTION_DIGITS, RoundingMode.FLOOR)),
        above.above.divide(below.below, new MathContext(FRACTION_DIGITS, RoundingMode.CEILING)),
        stripped);
  }

  private static BigDecimal number(String digits, String text) {
    try {
      return new BigDecimal(digits);
    } catch (NumberFormatException e) {
      throw new SettingException("epsilon '" + text + "' is not a number such as 0.02 or 8/255");
    }
  }

  /** Whether it is a decimal, not a fraction between two. */
  public boolean isExact() {
    return below.compareTo(above) == 0;
  }

  /** The least double that is not below the radius. */
  public double up() {
    return Rounded.up(above);
  }

  @Override
  public String toString() {
    return text;
  }
}
