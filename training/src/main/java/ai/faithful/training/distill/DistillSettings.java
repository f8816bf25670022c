package ai.faithful.training.distill;

import ai.faithful.training.DataChoice;
import ai.faithful.training.Output;
import ai.faithful.training.loop.Schedule;
import ai.faithful.training.model.Architecture;
import java.nio.file.Path;

/**
 * How to train a student.
 *
 * @param teacher any ONNX classifier that fits the data
 * @param epsilon radius within which the student is to follow its teacher, at least 0
 * @param kappa weight of the certified term, at least 0 (method faithful)
 * @param base what that term is added to (method faithful)
 */
public record DistillSettings(
    DataChoice data,
    Path teacher,
    Architecture architecture,
    DistillMethod method,
    double epsilon,
    double kappa,
    Base base,
    Schedule schedule,
    Output output) {
  public DistillSettings {
    if (!(epsilon >= 0) || epsilon > 1) {
      throw new IllegalArgumentException("eps is " + epsilon + ", must be within 0..1");
    }
    if (!(kappa >= 0) || Double.isInfinite(kappa)) {
      throw new IllegalArgumentException("kappa is " + kappa + ", must be at least 0");
    }
  }

  /** Everything the weights depend on. */
  String fingerprint(String teacherDigest) {
    return String.join(
        "; ",
        "distill " + method.label(),
        data.describe(),
        architecture.spec(),
        "teacher " + teacherDigest,
        "eps " + epsilon,
        "kappa " + kappa,
        "base " + base.label(),
        schedule.toString());
  }
}
