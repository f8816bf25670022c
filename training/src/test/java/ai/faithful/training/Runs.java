package ai.faithful.training;

import ai.faithful.training.distill.Base;
import ai.faithful.training.distill.Certified;
import ai.faithful.training.distill.DistillMethod;
import ai.faithful.training.distill.DistillRecipe;
import ai.faithful.training.distill.DistillSettings;
import ai.faithful.training.distill.Measure;
import ai.faithful.training.loop.CheckpointDirectory;
import ai.faithful.training.loop.Schedule;
import ai.faithful.training.model.Architecture;
import ai.faithful.training.robust.TeacherMethod;
import ai.faithful.training.robust.TeacherRecipe;
import ai.faithful.training.robust.TrainSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Short runs on the embedded digits. */
public final class Runs {
  public static final double EPSILON = 0.02;

  private Runs() {}

  public static DataChoice digits(OptionalInt limit) {
    return new DataChoice("digits", Optional.empty(), limit, 0);
  }

  public static Output output(Path onnx, Optional<CheckpointDirectory> checkpoints) {
    return new Output(onnx, "a test", "0", checkpoints);
  }

  /** A teacher on all digits. */
  public static TrainSettings teacher(Path onnx, int epochs, TeacherMethod method) {
    return teacher(onnx, epochs, method, "mlp:64", OptionalInt.empty(), Optional.empty());
  }

  public static TrainSettings teacher(
      Path onnx,
      int epochs,
      TeacherMethod method,
      String architecture,
      OptionalInt limit,
      Optional<CheckpointDirectory> checkpoints) {
    return new TrainSettings(
        digits(limit),
        Architecture.parse(architecture),
        new TeacherRecipe(
            method,
            EPSILON,
            3,
            TeacherRecipe.INTERVAL_SHARE,
            TeacherRecipe.BETA,
            TeacherRecipe.BOX_SHARE),
        Schedule.of(epochs, 64, 0.01, 1),
        output(onnx, checkpoints),
        ComputeDevice.CPU);
  }

  public static DistillSettings student(
      Path teacher,
      Path onnx,
      int epochs,
      DistillMethod method,
      Base base,
      OptionalInt limit,
      Optional<CheckpointDirectory> checkpoints) {
    return student(teacher, onnx, epochs, method, base, "mlp:16", limit, checkpoints);
  }

  public static DistillSettings student(
      Path teacher,
      Path onnx,
      int epochs,
      DistillMethod method,
      Base base,
      String architecture,
      OptionalInt limit,
      Optional<CheckpointDirectory> checkpoints) {
    DistillRecipe recipe = recipe(method, base);
    return new DistillSettings(
        digits(limit),
        teacher,
        recipe.needsStandardTeacher() ? Optional.of(teacher) : Optional.empty(),
        Architecture.parse(architecture),
        recipe,
        Schedule.of(epochs, 64, 0.01, 1),
        output(onnx, checkpoints),
        ComputeDevice.CPU);
  }

  private static DistillRecipe recipe(DistillMethod method, Base base) {
    return new DistillRecipe(
        method,
        EPSILON,
        DistillRecipe.ATTACK_STEPS,
        DistillRecipe.TEMPERATURE,
        DistillRecipe.share(method),
        10,
        base,
        Certified.CROWN_IBP,
        Measure.CONFIDENCE);
  }
}
