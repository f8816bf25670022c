package ai.faithful.training.distill;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A method of distillation, with its numbers (THEORY 8 has the losses that they stand in).
 *
 * @param epsilon radius of attacks and certified term, 0..1
 * @param attackSteps of PGD, at least 1
 * @param temperature t, above 0 (kd, ard, iad, akd2)
 * @param share a, 0..1 (kd, ard, adaad)
 * @param kappa weight of the certified term, at least 0; 0 leaves it out (faithful)
 * @param base what that term is added to (faithful)
 * @param certified how it is bounded (faithful)
 * @param measure what is bounded (faithful)
 */
public record DistillRecipe(
    DistillMethod method,
    double epsilon,
    int attackSteps,
    double temperature,
    double share,
    double kappa,
    Base base,
    Certified certified,
    Measure measure) {
  public static final int ATTACK_STEPS = 7;
  public static final double TEMPERATURE = 4;
  public static final double KAPPA = 3;

  public DistillRecipe {
    if (!(epsilon >= 0) || epsilon > 1) {
      throw new IllegalArgumentException("eps is " + epsilon + ", must be within 0..1");
    }
    if (attackSteps < 1) {
      throw new IllegalArgumentException("attack steps is " + attackSteps + ", must be at least 1");
    }
    if (!(temperature > 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException("temperature is " + temperature + ", must be above 0");
    }
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share is " + share + ", must be within 0..1");
    }
    if (!(kappa >= 0) || Double.isInfinite(kappa)) {
      throw new IllegalArgumentException("kappa is " + kappa + ", must be at least 0");
    }
  }

  /** With the usual numbers. */
  public static DistillRecipe of(DistillMethod method, double epsilon) {
    return new DistillRecipe(
        method,
        epsilon,
        ATTACK_STEPS,
        TEMPERATURE,
        share(method),
        KAPPA,
        Base.KL,
        Certified.CROWN_IBP,
        Measure.CONFIDENCE);
  }

  /** The usual a of a method: AdaAD learns from attacked images only. */
  public static double share(DistillMethod method) {
    return method == DistillMethod.ADAAD ? 1 : 0.9;
  }

  /** Whether a student learns from a second, standard teacher as well. */
  public boolean needsStandardTeacher() {
    return method.needsStandardTeacher()
        || (method == DistillMethod.FAITHFUL && base.needsStandardTeacher());
  }

  /** The numbers that the method uses, by name. */
  public Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("eps", epsilon);
    if (method.attacks() || (method == DistillMethod.FAITHFUL && base.attacks())) {
      details.put("attackSteps", attackSteps);
    }
    switch (method) {
      case KD, ARD -> {
        details.put("temperature", temperature);
        details.put("share", share);
      }
      case IAD, AKD2 -> details.put("temperature", temperature);
      case ADAAD -> details.put("share", share);
      case FAITHFUL -> {
        details.put("kappa", kappa);
        details.put("base", base.label());
        details.put("certified", certified.label());
        details.put("measure", measure.label());
      }
      case RSLAD, MTARD -> {}
    }
    return details;
  }
}
