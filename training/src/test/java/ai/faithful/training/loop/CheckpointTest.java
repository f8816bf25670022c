package ai.faithful.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.training.TrainingException;
import ai.faithful.training.TrainingException.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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
  void withoutResumeNothingIsRead() throws Exception {
    new CheckpointDirectory(dir, true).write(checkpoint("s", 1));
    assertThat(new CheckpointDirectory(dir, false).latest("s")).isEqualTo(Optional.empty());
  }

  @Test
  void otherSettingsAreRefused() throws Exception {
    CheckpointDirectory directory = new CheckpointDirectory(dir, true);
    directory.write(checkpoint("eps 0.1", 1));
    assertThatThrownBy(() -> directory.latest("eps 0.2"))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.CHECKPOINT_MISMATCH))
        .hasMessageContaining("eps 0.1");
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
