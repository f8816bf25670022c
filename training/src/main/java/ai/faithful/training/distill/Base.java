package ai.faithful.training.distill;

import java.util.Arrays;
import java.util.Locale;

/** What faithful distillation adds its certified term to (THEORY 8). */
public enum Base {
  /** KL(T(x) || S(x)) on clean images. */
  KL,
  /** KL(T(x') || S(x')) where x' maximises it, the gradient taken through both networks. */
  ADAAD;

  /** As on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a label.
   *
   * @throws IllegalArgumentException naming the known ones
   */
  public static Base parse(String label) {
    return Arrays.stream(values())
        .filter(base -> base.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException("unknown base '" + label + "'; known are kl, adaad"));
  }
}
