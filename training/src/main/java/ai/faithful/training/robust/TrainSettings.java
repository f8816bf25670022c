package ai.faithful.training.robust;

import ai.faithful.training.DataChoice;
import ai.faithful.training.Output;
import ai.faithful.training.loop.Schedule;
import ai.faithful.training.model.Architecture;

/**
 * How to train a teacher.
 *
 * @param epsilon radius that it is trained to withstand, at least 0; ramped up over the first half
 *     of the run
 * @param attackSteps of PGD in training, at least 1
 * @param intervalShare weight of the interval loss in the end, 0..1 (methods ibp and mix)
 */
public record TrainSettings(
    DataChoice data,
    Architecture architecture,
    TeacherMethod method,
    double epsilon,
    int attackSteps,
    double intervalShare,
    Schedule schedule,
    Output output) {
  public static final int ATTACK_STEPS = 7;
  public static final double INTERVAL_SHARE = 0.5;

  public TrainSettings {
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
  }

  /** Everything the weights depend on. */
  String fingerprint() {
    return String.join(
        "; ",
        "train " + method.label(),
        data.describe(),
        architecture.spec(),
        "eps " + epsilon,
        "attack steps " + attackSteps,
        "interval share " + intervalShare,
        schedule.toString());
  }
}
