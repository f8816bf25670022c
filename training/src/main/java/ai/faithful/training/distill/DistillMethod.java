package ai.faithful.training.distill;

import ai.faithful.training.Labels;

/** How a student is trained (THEORY 8 has every loss). */
public enum DistillMethod {
  /** Plain knowledge distillation: softened logits and labels, clean images. */
  KD(false),
  /** Adversarially robust distillation (Goldblum et al., 2020). */
  ARD(true),
  /** Introspective adversarial distillation (Zhu et al., 2022). */
  IAD(true),
  /** Adversarial training with a robust and a standard teacher (Chen et al., 2021). */
  AKD2(true),
  /** Robust soft label distillation (Zi et al., 2021). */
  RSLAD(true),
  /** Adaptive adversarial distillation (Huang et al., 2023). */
  ADAAD(true),
  /** Multi-teacher adversarial robustness distillation (Zhao et al., 2022). */
  MTARD(true),
  /** The teacher's confidences, and a certified bound on how far the student strays from them. */
  FAITHFUL(false);

  private final boolean attacks;

  DistillMethod(boolean attacks) {
    this.attacks = attacks;
  }

  /** Whether its loss is always on attacked images. */
  public boolean attacks() {
    return attacks;
  }

  /** Whether it learns from a second, standard teacher as well. */
  public boolean needsStandardTeacher() {
    return this == AKD2 || this == MTARD;
  }

  /** As on the command line. */
  public String label() {
    return Labels.of(this);
  }

  /**
   * Reads a label.
   *
   * @throws IllegalArgumentException naming the known ones
   */
  public static DistillMethod parse(String label) {
    return Labels.parse(DistillMethod.class, "method", label);
  }
}
