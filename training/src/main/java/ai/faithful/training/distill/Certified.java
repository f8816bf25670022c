package ai.faithful.training.distill;

import java.util.Arrays;
import java.util.Locale;

/** How the certified term of faithful distillation is bounded (THEORY 8). */
public enum Certified {
  /** Joint backward rows on interval intermediate bounds. */
  CROWN_IBP,
  /** Each network's intervals alone, subtracted. */
  IBP;

  /** As on the command line: {@code crown-ibp}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Reads a label.
   *
   * @throws IllegalArgumentException naming the known ones
   */
  public static Certified parse(String label) {
    return Arrays.stream(values())
        .filter(certified -> certified.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown bound '" + label + "'; known are crown-ibp, ibp"));
  }
}
