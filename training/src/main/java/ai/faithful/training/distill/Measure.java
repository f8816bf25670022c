package ai.faithful.training.distill;

import ai.faithful.training.Labels;

/** What the certified term of faithful distillation bounds. */
public enum Measure {
  /** FI: the largest difference of the confidences in the label. */
  CONFIDENCE,
  /** The largest KL(pT || pS), by THEORY 4.2. */
  KL;

  /** As on the command line. */
  public String label() {
    return Labels.of(this);
  }

  /**
   * Reads a label.
   *
   * @throws IllegalArgumentException naming the known ones
   */
  public static Measure parse(String label) {
    return Labels.parse(Measure.class, "measure", label);
  }
}
