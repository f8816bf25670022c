package ai.faithful.training.robust;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A method of training a teacher, with its numbers.
 *
 * @param epsilon radius that it is trained to withstand, 0..1
 * @param attackSteps of PGD in training, at least 1
 * @param intervalShare weight of the certified loss in the end, 0..1 (ibp, crown-ibp, mtl-ibp)
 * @param beta weight of the divergence, at least 0 (trades)
 * @param boxShare radius of the small box as a share of eps, above 0 to 1 (sabr)
 */
public record TeacherRecipe(
    TeacherMethod method,
    double epsilon,
    int attackSteps,
    double intervalShare,
    double beta,
    double boxShare) {
  public static final int ATTACK_STEPS = 7;
  public static final double INTERVAL_SHARE = 0.5;
  public static final double BETA = 6;
  public static final double BOX_SHARE = 0.4;

  public TeacherRecipe {
    if (!(epsilon >= 0) || epsilon > 1) {
      throw new IllegalArgumentException("eps is " + epsilon + ", must be within 0..1");
    }
    if (attackSteps < 1) {
      throw new IllegalArgumentException("attack steps is " + attackSteps + ", must be at least 1");
    }
    if (!(intervalShare >= 0 && intervalShare <= 1)) {
      throw new IllegalArgumentException(
          "interval share is " + intervalShare + ", must be within 0..1");
    }
    if (!(beta >= 0) || Double.isInfinite(beta)) {
      throw new IllegalArgumentException("beta is " + beta + ", must be at least 0");
    }
    if (!(boxShare > 0 && boxShare <= 1)) {
      throw new IllegalArgumentException("box share is " + boxShare + ", must be above 0 to 1");
    }
  }

  /** With the usual numbers. */
  public static TeacherRecipe of(TeacherMethod method, double epsilon) {
    return new TeacherRecipe(method, epsilon, ATTACK_STEPS, INTERVAL_SHARE, BETA, BOX_SHARE);
  }

  /** The numbers that the method uses, by name. */
  public Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("eps", epsilon);
    if (method.attacks()) {
      details.put("attackSteps", attackSteps);
    }
    if (method.certifies() && method != TeacherMethod.SABR) {
      details.put("intervalShare", intervalShare);
    }
    if (method == TeacherMethod.TRADES) {
      details.put("beta", beta);
    }
    if (method == TeacherMethod.SABR) {
      details.put("boxShare", boxShare);
    }
    return details;
  }
}
