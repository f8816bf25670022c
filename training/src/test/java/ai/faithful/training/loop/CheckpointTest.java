package ai.faithful.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.training.TrainingException;
import ai.faithful.training.TrainingException.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path dir;

  @Test
  void theLatestIsReadBackBitForBit() throws Exception {
    CheckpointDirectory directory = new CheckpointDirectory(dir.resolve("new/place"), true);
    assertThat(directory.latest("s")).isEmpty();
    directory.write(checkpoint("s", 9));
    directory.write(checkpoint("s", 10_000));
    directory.write(checkpoint("s", 10));
    Checkpoint latest = directory.latest("s").orElseThrow();
    assertThat(latest.epoch()).isEqualTo(10_000);
    assertThat(latest.steps()).isEqualTo(77);
    assertThat(latest.weights().get("w")).containsExactly(1.5f, -0f, Float.MIN_VALUE);
    assertThat(latest.square().get("w")).containsExactly(4f);
    assertThat(latest.average().get("w")).containsExactly(8f);
    assertThat(latest.objective().get("state")).containsExactly(16f);
    assertThat(latest.best().get("w")).containsExactly(32f);
    assertThat(latest.bestLoss()).isEqualTo(0.5);
    assertThat(latest.bestEpoch()).isEqualTo(1);
    try (Stream<Path> files = Files.list(directory.path())) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void withoutResumeAnEarlierRunIsNotOverwritten() throws Exception {
    CheckpointDirectory fresh = new CheckpointDirectory(dir.resolve("c"), false);
    assertThat(fresh.latest("s")).isEmpty();
    Files.createDirectories(fresh.path());
    assertThat(fresh.latest("s")).isEmpty();
    assertThat(fresh.isEmpty()).isTrue();
    fresh.write(checkpoint("s", 1));
    assertThat(fresh.isEmpty()).isFalse();
    assertThatThrownBy(() -> fresh.latest("s"))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.CHECKPOINT_EXISTS))
        .hasMessageContaining("epoch-0001.checkpoint")
        .hasMessageContaining("--resume")
        .hasMessageContaining("another --checkpoint folder");
  }

  @Test
  void otherSettingsAreRefusedByName() throws Exception {
    CheckpointDirectory directory = new CheckpointDirectory(dir, true);
    String kept =
        "train Recipe[method=PGD_AT, epsilon=0.1]; digits; mlp:8; " + Schedule.of(3, 64, 0.002, 0);
    directory.write(checkpoint(kept, 1));
    String asked =
        "train Recipe[method=PGD_AT, epsilon=0.2]; digits (first 9); mlp:8,8; "
            + Schedule.of(3, 64, 0.001, 0);
    assertThatThrownBy(() -> directory.latest(asked))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.CHECKPOINT_MISMATCH))
        .hasMessageEndingWith(
            ": written by a run with --eps 0.1 (asked for: 0.2), --learning-rate 0.002 (asked for:"
                + " 0.001), --arch mlp:8 (asked for: mlp:8,8), --data digits (asked for: digits"
                + " (first 9)); give the same settings or another --checkpoint folder");
    assertThatThrownBy(() -> directory.latest(kept.replace("PGD_AT", "CROWN_IBP")))
        .hasMessageContaining("with --method pgd-at (asked for: crown-ibp); give");
    assertThatThrownBy(() -> directory.latest(kept.replace("Ramp[from=0.0", "Ramp[from=0.25")))
        .hasMessageContaining("with --ramp 0.0,0.5 (asked for: 0.25,0.5); give");
    assertThatThrownBy(() -> directory.latest("distill x"))
        .hasMessageContaining("command train (asked for: distill)")
        .hasMessageContaining(" more; give");
  }

  @Test
  void samplesInFilesAndTeachersAreTold() {
    String before =
        "distill Recipe[share=0.9]; a.csv; Files[x=1]; a 9 c0ffee; mlp:8; teacher 12; S[]";
    assertThat(SettingsDifference.words(before, before.replace("c0ffee", "c0ffed")))
        .isEqualTo("--data with other samples, or read in another way");
    assertThat(SettingsDifference.words(before, before.replace("teacher 12", "teacher 34")))
        .isEqualTo("--teacher 12 (asked for: 34)");
  }

  @Test
  void everyDamageIsNoticed() throws Exception {
    CheckpointDirectory directory = new CheckpointDirectory(dir, true);
    Path file = directory.write(checkpoint("s", 1));
    byte[] good = Files.readAllBytes(file);
    for (int i = 0; i < good.length; i++) {
      byte[] flipped = good.clone();
      flipped[i] ^= 1;
      Files.write(file, flipped);
      assertUnreadable(directory, file);
      Files.write(file, java.util.Arrays.copyOf(good, i));
      assertUnreadable(directory, file);
    }
  }

  private static void assertUnreadable(CheckpointDirectory directory, Path file) {
    assertThatThrownBy(() -> directory.latest("s"))
        .isInstanceOfSatisfying(
            TrainingException.class,
            e -> assertThat(e.code()).isEqualTo(Code.CHECKPOINT_UNREADABLE))
        .hasMessageContaining(file.toString());
  }

  private static Checkpoint checkpoint(String settings, int epoch) {
    return new Checkpoint(
        settings,
        epoch,
        77,
        Map.of("w", new float[] {1.5f, -0f, Float.MIN_VALUE}),
        Map.of("w", new float[] {2}),
        Map.of("w", new float[] {4}),
        Map.of("w", new float[] {8}),
        Map.of("state", new float[] {16}),
        Map.of("w", new float[] {32}),
        0.5,
        1);
  }
}
