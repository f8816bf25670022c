package ai.faithful.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.faithful.training.data.DataException.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
  private static final int RECORD = 3073;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path dir;

  @Test
  void readsTheBatchesThatAreThereAndSaysWhich() throws Exception {
    Path folder = Files.createDirectories(dir.resolve("cifar10/cifar-10-batches-bin"));
    Files.write(folder.resolve("data_batch_5.bin"), records(7));
    Files.write(folder.resolve("data_batch_1.bin"), records(3, 9));
    Dataset data = load(Split.TRAIN);
    assertThat(data.name()).isEqualTo("cifar10 (batches 1, 5)");
    assertThat(data.labels()).containsExactly(3, 9, 7);
    assertThat(data.sampleShape().dims()).containsExactly(3, 32, 32);
    assertThat(data.images()[1][0]).isEqualTo(((RECORD + 1) & 0xff) / 255f);
    assertThat(data.images()[2][3070]).isEqualTo(1f); // byte 3071, 255 modulo 256
  }

  @Test
  void aPartOfTheTestSetIsNamedAsOne() throws Exception {
    Files.write(dir.resolve("test_batch_first1000.bin"), records(1, 2));
    assertThat(load(Split.TEST).name()).isEqualTo("cifar10 (first 1000 test images)");
    Files.write(dir.resolve("test_batch.bin"), records(4));
    assertThat(load(Split.TEST).name()).isEqualTo("cifar10");
    assertThat(load(Split.TEST).labels()).containsExactly(4);
  }

  @Test
  void whatIsNoCifar10IsRefused() throws Exception {
    assertCode(Split.TRAIN, Code.MISSING_FILE, "data_batch_1.bin");
    assertCode(Split.TEST, Code.MISSING_FILE, "test_batch.bin");
    Files.write(dir.resolve("data_batch_1.bin"), new byte[RECORD + 1]);
    assertCode(Split.TRAIN, Code.WRONG_CONTENT, "3074 bytes");
    Files.write(dir.resolve("data_batch_1.bin"), new byte[0]);
    assertCode(Split.TRAIN, Code.WRONG_CONTENT, "0 bytes");
    Files.write(dir.resolve("data_batch_1.bin"), records(1, 10));
    assertCode(Split.TRAIN, Code.WRONG_CONTENT, "label 10 of record 1");
  }

  @Test
  void readsTheRealTestImages() throws Exception {
    Path data = Path.of("../../shared/data");
    assumeTrue(Files.isDirectory(data.resolve("cifar10")), "CIFAR-10 is not beside the project");
    Dataset test = Datasets.load("cifar10", Optional.of(data), Split.TEST);
    assertThat(test.size()).isGreaterThanOrEqualTo(1000);
    assertThat(Arrays.copyOf(test.labels(), 5)).containsExactly(3, 8, 8, 0, 6);
  }

  private Dataset load(Split split) throws DataException {
    return Datasets.load("cifar10", Optional.of(dir), split);
  }

  private void assertCode(Split split, Code code, String text) {
    assertThatThrownBy(() -> load(split))
        .isInstanceOfSatisfying(DataException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(text);
  }

  /** Byte k of the whole content is k modulo 256, but for the labels. */
  private static byte[] records(int... labels) {
    byte[] bytes = new byte[labels.length * RECORD];
    for (int k = 0; k < bytes.length; k++) {
      bytes[k] = (byte) k;
    }
    for (int i = 0; i < labels.length; i++) {
      bytes[i * RECORD] = (byte) labels[i];
    }
    return bytes;
  }
}
