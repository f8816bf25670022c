package ai.faithful.cli.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Numbers for people. An end of a bracket is rounded away from it, so that what is printed is true.
 */
public final class Numbers {
  private static final int DIGITS = 4;

  private Numbers() {}

  /** A lower end with four decimals, rounded down. */
  public static String lower(double value) {
    return rounded(value, RoundingMode.FLOOR);
  }

  /** An upper end with four decimals, rounded up. */
  public static String upper(double value) {
    return rounded(value, RoundingMode.CEILING);
  }

  private static String rounded(double value, RoundingMode mode) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return String.valueOf(value);
    }
    return new BigDecimal(value).setScale(DIGITS, mode).toPlainString();
  }

  /** A lower bound of any size with four significant digits, rounded down. */
  static String atLeast(double value) {
    return significant(value, RoundingMode.FLOOR);
  }

  /** An upper bound of any size with four significant digits, rounded up. */
  static String atMost(double value) {
    return significant(value, RoundingMode.CEILING);
  }

  /** A round number without trailing zeros. */
  static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private static String significant(double value, RoundingMode mode) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return String.valueOf(value);
    }
    return new BigDecimal(value).round(new MathContext(DIGITS, mode)).toString();
  }
}
