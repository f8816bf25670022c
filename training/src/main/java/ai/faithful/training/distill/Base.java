package ai.faithful.training.distill;

import ai.faithful.training.Labels;

/** The loss that faithful distillation adds its certified term to (THEORY 8). */
public enum Base {
  /** KL(T(x) || S(x)) on clean images: plain distillation at temperature 1 without labels. */
  KL(DistillMethod.KD),
  ARD(DistillMethod.ARD),
  IAD(DistillMethod.IAD),
  AKD2(DistillMethod.AKD2),
  RSLAD(DistillMethod.RSLAD),
  /** Attacked images only. */
  ADAAD(DistillMethod.ADAAD),
  MTARD(DistillMethod.MTARD);

  private final DistillMethod method;

  Base(DistillMethod method) {
    this.method = method;
  }

  /** As on the command line. */
  public String label() {
    return Labels.of(this);
  }

  /** Whether images are attacked for it. */
  boolean attacks() {
    return method.attacks();
  }

  /** Whether it learns from a second, standard teacher as well. */
  boolean needsStandardTeacher() {
    return method.needsStandardTeacher();
  }

  /** That method as faithful distillation takes it: its own share and temperature. */
  DistillRecipe recipe(DistillRecipe faithful) {
    return new DistillRecipe(
        method,
        faithful.epsilon(),
        faithful.attackSteps(),
        this == KL ? 1 : DistillRecipe.TEMPERATURE,
        this == KL ? 1 : DistillRecipe.share(method),
        0,
        this,
        faithful.certified(),
        faithful.measure());
  }

  /**
   * Reads a label.
   *
   * @throws IllegalArgumentException naming the known ones
   */
  public static Base parse(String label) {
    return Labels.parse(Base.class, "base", label);
  }
}
