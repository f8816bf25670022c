package ai.faithful.training.robust;

import ai.faithful.training.ComputeDevice;
import ai.faithful.training.DataChoice;
import ai.faithful.training.Output;
import ai.faithful.training.loop.Schedule;
import ai.faithful.training.model.Architecture;

/** How to train a teacher. */
public record TrainSettings(
    DataChoice data,
    Architecture architecture,
    TeacherRecipe recipe,
    Schedule schedule,
    Output output,
    ComputeDevice device) {
  /** Everything the weights depend on. */
  String fingerprint(DataChoice.Loaded loaded) {
    return String.join(
        "; ", "train " + recipe, data.describe(loaded), architecture.spec(), schedule.toString());
  }
}
