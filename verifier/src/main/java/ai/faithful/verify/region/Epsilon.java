package ai.faithful.verify.region;

import ai.faithful.verify.SettingException;
import java.math.BigDecimal;

/** The radius of a region: an exact decimal, at least 0. */
public final class Epsilon {
  /** More digits than anybody means, and enough to exhaust the machine. */
  private static final int MOST_DIGITS = 1000;

  private Epsilon() {}

  /**
   * Reads a radius exactly as it is written, {@code 0.02} say, or {@code 8/255}'s decimal.
   *
   * @throws SettingException if it is no finite decimal, or negative
   */
  public static BigDecimal parse(String text) {
    BigDecimal value;
    try {
      value = new BigDecimal(text.strip());
    } catch (NumberFormatException e) {
      throw new SettingException("epsilon '" + text + "' is not a number such as 0.02");
    }
    return check(value);
  }

  /**
   * The value itself.
   *
   * @throws SettingException if it is negative, or of an absurd magnitude
   */
  public static BigDecimal check(BigDecimal value) {
    if (value.signum() < 0) {
      throw new SettingException("epsilon " + value + " is negative; it has to be at least 0");
    }
    if (Math.abs((long) value.scale()) > MOST_DIGITS || value.precision() > MOST_DIGITS) {
      throw new SettingException("epsilon has more than " + MOST_DIGITS + " digits");
    }
    return value;
  }
}
