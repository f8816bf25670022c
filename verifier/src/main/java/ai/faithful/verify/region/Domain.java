package ai.faithful.verify.region;

import ai.faithful.verify.SettingException;
import java.math.BigDecimal;

/**
 * The interval that every valid input element lies in.
 *
 * @param lower its lower end, exact
 * @param upper its upper end, exact, not below {@code lower}
 */
public record Domain(BigDecimal lower, BigDecimal upper) {
  /** Images: [0, 1]. */
  public static final Domain UNIT = new Domain(BigDecimal.ZERO, BigDecimal.ONE);

  /**
   * @throws SettingException if the interval is empty
   */
  public Domain {
    Magnitude.check("an end of the domain", lower);
    Magnitude.check("an end of the domain", upper);
    if (lower.compareTo(upper) > 0) {
      throw new SettingException("domain [" + lower + ", " + upper + "] is empty");
    }
  }

  /**
   * Reads {@code LO,HI}, two decimals, exactly.
   *
   * @throws SettingException if that is no interval
   */
  public static Domain parse(String text) {
    String[] ends = text.split(",", -1);
    try {
      if (ends.length == 2) {
        return new Domain(new BigDecimal(ends[0].strip()), new BigDecimal(ends[1].strip()));
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new SettingException("domain '" + text + "' is not LO,HI, such as 0,1");
  }

  /** The interval between two finite doubles. */
  public static Domain of(double lower, double upper) {
    if (!Double.isFinite(lower) || !Double.isFinite(upper)) {
      throw new SettingException("domain [" + lower + ", " + upper + "] has to be finite");
    }
    return new Domain(new BigDecimal(lower), new BigDecimal(upper));
  }

  /** Whether a real lies in this interval. */
  public boolean contains(BigDecimal value) {
    return lower.compareTo(value) <= 0 && value.compareTo(upper) <= 0;
  }

  @Override
  public String toString() {
    return "[" + lower.toPlainString() + ", " + upper.toPlainString() + "]";
  }
}
