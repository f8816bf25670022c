package ai.faithful.training.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.faithful.training.loop.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproductionTest {
  private static final String TEXT =
      """
      version: 1
      name: tiny
      data: {name: digits, limit: 64, hold-out: 32}
      teacher: {arch: 'mlp:8', method: mtl-ibp, eps: 0.02, epochs: 2, patience: 1, average: 'ema:0.9'}
      standard-teacher: {arch: 'cnn+bn:2k3s2', method: standard, epochs: 2}
      student: {arch: 'mlp:4', eps: 0.02, epochs: 2}
      students: {mtard: {clip: 1}, faithful: {}}
      evaluate: {eps: [0.02], attack-steps: 2, images: 40, certify: 3}
      profiles: {smoke: {}}
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path dir;

  /** Stands for a killed process: nothing is cleaned up behind it. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static final class Counting implements Progress {
    private final int last;
    private int calls;
    private final List<String> notes = new ArrayList<>();

    Counting(int last) {
      this.last = last;
    }

    private void call() {
      calls++;
      if (calls == last) {
        throw new Killed();
      }
    }

    @Override
    public void step(Step step) {}

    @Override
    public void epoch(Step last, OptionalDouble term) {
      call();
    }

    @Override
    public void note(String line) {
      notes.add(line);
      call();
    }
  }

  @Test
  void aRunKilledAnywhereEndsLikeAnUnbrokenOne() throws Exception {
    Counting whole = new Counting(0);
    Comparison unbroken = run("whole", whole);
    // In the first teacher's training, and in a student's.
    for (int last : new int[] {2, whole.calls - 4}) {
      assertThatThrownBy(() -> run("broken", new Counting(last))).isInstanceOf(Killed.class);
    }
    Comparison resumed = run("broken", new Counting(0));
    assertThat(Outcomes.toJson(resumed.outcomes())).isEqualTo(Outcomes.toJson(unbroken.outcomes()));
    for (String file : List.of("teacher.onnx", "student-mtard.onnx", "student-faithful.onnx")) {
      assertThat(dir.resolve("broken/seed-1/" + file))
          .hasSameBinaryContentAs(dir.resolve("whole/seed-1/" + file));
    }
    assertThat(dir.resolve("broken/seed-1")).isDirectoryNotContaining("glob:**.checkpoints");

    Counting again = new Counting(0);
    run("whole", again);
    assertThat(again.notes).isNotEmpty().allMatch(note -> note.startsWith("done before"));
    Files.write(dir.resolve("whole/seed-1/teacher.onnx"), new byte[1]);
    Counting mended = new Counting(0);
    run("whole", mended);
    assertThat(mended.notes)
        .anyMatch(note -> note.startsWith("making") && note.contains("teacher.onnx"));
  }

  /** A finished run of another profile is kept; its own, with other settings, says what it does. */
  @Test
  void nothingFinishedIsLostUnasked() throws Exception {
    run("kept", Progress.silent());
    Path teacher = dir.resolve("kept/seed-1/teacher.onnx");
    byte[] before = Files.readAllBytes(teacher);
    String other =
        TEXT.replace("profiles: {smoke: {}}", "profiles: {smoke: {}, cpu: {}}")
            .replace("hold-out: 32", "hold-out: 16");
    assertThatThrownBy(() -> run(other, "cpu", "kept", Progress.silent()))
        .hasMessageContaining("finished by 'faithful reproduce tiny --profile smoke'")
        .hasMessageContaining("--profile cpu")
        .hasMessageContaining("another --out");
    assertThat(Files.readAllBytes(teacher)).isEqualTo(before);
    Counting again = new Counting(0);
    run(other, "smoke", "kept", again);
    assertThat(again.notes).contains("making " + teacher);
    assertThat(again.notes.get(0)).startsWith(teacher + " was made from other settings");
  }

  @Test
  void twoRunsDoNotMeetInOneFolder() throws Exception {
    Progress meeting =
        new Progress() {
          @Override
          public void step(Step step) {}

          @Override
          public void epoch(Step last, OptionalDouble term) {
            assertThatThrownBy(() -> run("shared", Progress.silent()))
                .hasMessageContaining("another run");
            throw new Killed();
          }

          @Override
          public void note(String line) {}
        };
    assertThatThrownBy(() -> run("shared", meeting)).isInstanceOf(Killed.class);
  }

  @Test
  void meanAndDeviationOverSeeds() {
    List<Outcome> outcomes = List.of(outcome(1, 0.8, 0.1, 0.3), outcome(2, 0.6, 0.2, 0.2));
    Comparison.Estimate accuracy = Comparison.estimate(outcomes, Outcome::accuracy);
    assertThat(accuracy.mean()).isCloseTo(0.7, within(1e-12));
    assertThat(accuracy.deviation()).isCloseTo(0.1 * Math.sqrt(2), within(1e-12));
    assertThat(outcomes.get(0).meanUpper()).isCloseTo(0.2, within(1e-12));
    assertThat(outcomes.get(0).faithfulRate(0.1)).isEqualTo(0.5);
    assertThat(outcomes.get(0).sameClassRate()).isEqualTo(0.5);
    assertThat(Comparison.estimate(outcomes.subList(0, 1), Outcome::ece).deviation()).isNaN();
  }

  private Comparison run(String folder, Progress progress) throws Exception {
    return run(TEXT, "smoke", folder, progress);
  }

  private Comparison run(String text, String profile, String folder, Progress progress)
      throws Exception {
    return new Reproduction(
            ExperimentFile.parse(text, profile),
            Optional.empty(),
            dir.resolve(folder),
            "0",
            progress)
        .run();
  }

  private static Outcome outcome(long seed, double accuracy, double... upper) {
    return new Outcome(
        "s",
        seed,
        "0.02",
        10,
        accuracy,
        0,
        0,
        0,
        0,
        0,
        3,
        1,
        1,
        List.of(0.0, 0.0),
        List.of(upper[0], upper[1]));
  }
}
