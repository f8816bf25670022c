package ai.faithful.training.loop;

import java.util.Locale;

/**
 * Which weights a run ends with.
 *
 * @param kind of average
 * @param value EMA: share of the average that a step keeps, 0..1; SWA: share of the run after which
 *     the epochs' weights are averaged, 0..1
 */
public record Averaging(Kind kind, double value) {
  /** The last step's. */
  public static final Averaging NONE = new Averaging(Kind.NONE, 0);

  /** Kinds of averages. */
  public enum Kind {
    NONE,
    /** Exponential moving average over steps. */
    EMA,
    /** Plain average over the last epochs (Izmailov et al., 2018). */
    SWA
  }

  public Averaging {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException("average " + value + ", must be from 0 to below 1");
    }
  }

  /** "none", "ema:0.999" or "swa:0.75". */
  @Override
  public String toString() {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return kind == Kind.NONE ? name : name + ":" + value;
  }

  /**
   * Reads what {@link #toString} writes.
   *
   * @throws IllegalArgumentException showing a right one
   */
  public static Averaging parse(String text) {
    try {
      if (text.equals("none")) {
        return NONE;
      }
      if (text.startsWith("ema:")) {
        return new Averaging(Kind.EMA, Double.parseDouble(text.substring(4)));
      }
      if (text.startsWith("swa:")) {
        return new Averaging(Kind.SWA, Double.parseDouble(text.substring(4)));
      }
    } catch (IllegalArgumentException e) {
      throw malformed(text);
    }
    throw malformed(text);
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "averaging '" + text + "' is not understood; write none, ema:0.999 or swa:0.75");
  }
}
