package ai.faithful.training.distill;

import ai.faithful.training.Labels;

/** How the certified term of faithful distillation is bounded (THEORY 8). */
public enum Certified {
  /** Joint backward rows on interval intermediate bounds. */
  CROWN_IBP,
  /** Each network's intervals alone, subtracted. */
  IBP;

  /** As on the command line: {@code crown-ibp}. */
  public String label() {
    return Labels.of(this);
  }

  /**
   * Reads a label.
   *
   * @throws IllegalArgumentException naming the known ones
   */
  public static Certified parse(String label) {
    return Labels.parse(Certified.class, "bound", label);
  }
}
