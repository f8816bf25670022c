package ai.faithful.training.robust;

import ai.faithful.training.Labels;

/** How a teacher is trained. */
public enum TeacherMethod {
  /** Cross-entropy on clean images. */
  STANDARD(false, false),
  /** Cross-entropy on the images that PGD finds (Madry et al., 2018). */
  PGD_AT(true, false),
  /** Clean cross-entropy, and the divergence of attacked confidences (Zhang et al., 2019). */
  TRADES(true, false),
  /** Cross-entropy of the worst margins that interval propagation allows (Gowal et al., 2018). */
  IBP(false, true),
  /** The same with backward bounds on intervals in the beginning (Zhang et al., 2020). */
  CROWN_IBP(false, true),
  /** A mix of the PGD and the interval loss (De Palma et al., 2024). */
  MTL_IBP(true, true),
  /** The interval loss of a small box around an attacked image (Mueller et al., 2023). */
  SABR(true, true);

  private final boolean attacks;
  private final boolean certifies;

  TeacherMethod(boolean attacks, boolean certifies) {
    this.attacks = attacks;
    this.certifies = certifies;
  }

  /** Whether its loss needs attacked images. */
  public boolean attacks() {
    return attacks;
  }

  /** Whether its loss needs bounds. */
  public boolean certifies() {
    return certifies;
  }

  /** As on the command line: {@code pgd-at}. */
  public String label() {
    return Labels.of(this);
  }

  /**
   * Reads a label; "mix" is an older name of mtl-ibp.
   *
   * @throws IllegalArgumentException naming the known ones
   */
  public static TeacherMethod parse(String label) {
    if (label.equals("mix")) {
      return MTL_IBP;
    }
    return Labels.parse(TeacherMethod.class, "method", label);
  }
}
