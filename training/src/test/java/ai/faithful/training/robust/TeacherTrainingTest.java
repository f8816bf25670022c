package ai.faithful.training.robust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.training.Runs;
import ai.faithful.training.TrainingException;
import ai.faithful.training.TrainingException.Code;
import ai.faithful.training.export.ModelCard;
import ai.faithful.training.loop.CheckpointDirectory;
import ai.faithful.training.loop.Progress;
import ai.faithful.training.loop.Schedule;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TeacherTrainingTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path dir;

  @Test
  void everyMethodTrainsAndExportsAConvolutionalTeacher() throws Exception {
    for (TeacherMethod method : TeacherMethod.values()) {
      ModelCard card =
          TeacherTraining.run(
              Runs.teacher(
                  dir.resolve(method.label() + ".onnx"),
                  4,
                  method,
                  "cnn:4k3s2,16",
                  OptionalInt.of(128),
                  Optional.empty()),
              Progress.silent());
      assertThat(card.metrics().accuracy()).as(method.label()).isGreaterThan(0.12);
      assertThat(card.parameters()).isEqualTo(4 * 9 + 4 + 4 * 16 * 16 + 16 + 160 + 10);
    }
  }

  @Test
  void aLossThatIsNoLongerANumberStopsTheRun() {
    TrainSettings sane = Runs.teacher(dir.resolve("x.onnx"), 3, TeacherMethod.STANDARD);
    TrainSettings wild =
        new TrainSettings(
            sane.data(),
            sane.architecture(),
            sane.recipe(),
            Schedule.of(3, 64, 1e30, 1),
            Runs.output(
                dir.resolve("x.onnx"),
                Optional.of(new CheckpointDirectory(dir.resolve("kept"), false))),
            sane.device());
    assertThatThrownBy(() -> TeacherTraining.run(wild, Progress.silent()))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.DIVERGED))
        .hasMessageContaining("step")
        .hasMessageContaining("checkpoint");
  }

  @Test
  void anInterruptedRunStopsAndCanBeResumed() throws Exception {
    Path kept = dir.resolve("kept");
    Progress interrupting =
        new Progress() {
          @Override
          public void step(Step step) {}

          @Override
          public void epoch(Step last, OptionalDouble term) {
            Thread.currentThread().interrupt();
          }

          @Override
          public void note(String line) {}
        };
    assertThatThrownBy(() -> TeacherTraining.run(run(kept, false), interrupting))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.INTERRUPTED))
        .hasMessageContaining("epoch 1 in");
    assertThat(Thread.interrupted()).isTrue();
    StringBuilder notes = new StringBuilder();
    TeacherTraining.run(run(kept, true), noting(notes));
    assertThat(notes).contains("after epoch 1");
  }

  private TrainSettings run(Path kept, boolean resume) {
    return Runs.teacher(
        dir.resolve("x.onnx"),
        2,
        TeacherMethod.STANDARD,
        "mlp:8",
        OptionalInt.of(128),
        Optional.of(new CheckpointDirectory(kept, resume)));
  }

  private static Progress noting(StringBuilder notes) {
    return new Progress() {
      @Override
      public void step(Step step) {}

      @Override
      public void epoch(Step last, OptionalDouble term) {}

      @Override
      public void note(String line) {
        notes.append(line).append('\n');
      }
    };
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    for (double epsilon : new double[] {-0.1, 1.5, Double.NaN}) {
      assertThatThrownBy(() -> TeacherRecipe.of(TeacherMethod.PGD_AT, epsilon))
          .hasMessageContaining("eps is " + epsilon);
    }
    assertThatThrownBy(() -> TeacherMethod.parse("magic")).hasMessageContaining("pgd-at");
    assertThatThrownBy(() -> Schedule.of(0, 1, 1, 1)).hasMessageContaining("epochs");
    assertThatThrownBy(() -> Schedule.of(1, 1, Double.NaN, 1)).hasMessageContaining("learning");
  }
}
