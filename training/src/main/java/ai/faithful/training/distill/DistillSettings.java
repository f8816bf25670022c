package ai.faithful.training.distill;

import ai.faithful.training.ComputeDevice;
import ai.faithful.training.DataChoice;
import ai.faithful.training.Output;
import ai.faithful.training.loop.Schedule;
import ai.faithful.training.model.Architecture;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How to train a student.
 *
 * @param teacher any ONNX classifier that fits the data
 * @param standardTeacher a second one, not trained to be robust (akd2, mtard, and faithful on their
 *     losses)
 */
public record DistillSettings(
    DataChoice data,
    Path teacher,
    Optional<Path> standardTeacher,
    Architecture architecture,
    DistillRecipe recipe,
    Schedule schedule,
    Output output,
    ComputeDevice device) {
  public DistillSettings {
    if (recipe.needsStandardTeacher() != standardTeacher.isPresent()) {
      throw new IllegalArgumentException(
          "method "
              + recipe.method().label()
              + (standardTeacher.isPresent()
                  ? " has no use for a standard teacher"
                  : " needs a standard teacher beside the robust one (--standard-teacher)"));
    }
  }

  /** Everything the weights depend on. */
  String fingerprint(DataChoice.Loaded loaded, String teacherDigests) {
    return String.join(
        "; ",
        "distill " + recipe,
        data.describe(loaded),
        architecture.spec(),
        "teacher " + teacherDigests,
        schedule.toString());
  }
}
