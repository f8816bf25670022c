package ai.faithful.training.distill;

import java.util.Arrays;
import java.util.Locale;

/** What the certified term of faithful distillation bounds. */
public enum Measure {
  /** FI: the largest difference of the confidences in the label. */
  CONFIDENCE,
  /** The largest KL(pT || pS), by THEORY 4.2. */
  KL;

  /** As on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a label.
   *
   * @throws IllegalArgumentException naming the known ones
   */
  public static Measure parse(String label) {
    return Arrays.stream(values())
        .filter(measure -> measure.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown measure '" + label + "'; known are confidence, kl"));
  }
}
