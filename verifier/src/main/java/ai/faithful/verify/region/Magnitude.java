package ai.faithful.verify.region;

import ai.faithful.verify.SettingException;
import java.math.BigDecimal;

/** Which decimals are taken: inputs are float32 numbers, and few digits mean anything. */
public final class Magnitude {
  /**
   * As many as every double has, before or after the point, and more than anybody means; far more
   * exhaust the machine.
   */
  static final int MOST_DIGITS = 1100;

  private static final BigDecimal MOST = new BigDecimal(Float.MAX_VALUE);

  private Magnitude() {}

  /**
   * Checks a decimal before anything is computed of it.
   *
   * @param what is given, to begin the message with
   * @throws SettingException if it is beyond float32's range, or has too many digits
   */
  public static BigDecimal check(String what, BigDecimal value) {
    if (Math.abs((long) value.scale()) > MOST_DIGITS || value.precision() > MOST_DIGITS) {
      throw new SettingException(
          what + " has more than " + MOST_DIGITS + " digits; write one with fewer");
    }
    if (value.abs().compareTo(MOST) > 0) {
      throw new SettingException(
          what + " is " + value + ", beyond float32; it has to be within -3.4e38 to 3.4e38");
    }
    return value;
  }
}
