package ai.faithful.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.faithful.training.data.DataException.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxDatasetTest {
  private static final String IMAGES = "t10k-images-idx3-ubyte";
  private static final String LABELS = "t10k-labels-idx1-ubyte";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path dir;

  @Test
  void readsPlainAndGzippedFilesInEitherPlace() throws Exception {
    Path sub = Files.createDirectory(dir.resolve("mnist"));
    Files.write(sub.resolve(IMAGES + ".gz"), gzip(images(2, 28, 28)));
    Files.write(sub.resolve(LABELS), labels(3, 9));
    for (Path place : new Path[] {dir, sub}) {
      Dataset data = Datasets.load("mnist", Optional.of(place), Split.TEST);
      assertThat(data.labels()).containsExactly(3, 9);
      assertThat(data.images()[1][0]).isEqualTo((784 & 0xff) / 255f);
      assertThat(data.images()[0][255]).isEqualTo(1f);
    }
  }

  @Test
  void readsTheRealTestSet() throws Exception {
    Path data = Path.of("../../shared/data");
    assumeTrue(Files.isDirectory(data.resolve("mnist")), "MNIST is not beside the project");
    Dataset test = Datasets.load("mnist", Optional.of(data), Split.TEST);
    assertThat(test.size()).isEqualTo(10_000);
    assertThat(Arrays.copyOf(test.labels(), 5)).containsExactly(7, 2, 1, 0, 4);
  }

  @Test
  void whatIsMissingIsNamedWithItsRemedy() {
    assertFailure(dir.resolve("nowhere"), Code.MISSING_FILE, "nowhere", "--data-dir");
    assertFailure(dir, Code.MISSING_FILE, "mnist/" + IMAGES, "put the original");
    assertThatThrownBy(() -> Datasets.load("mnist", Optional.empty(), Split.TEST))
        .hasMessageContaining("--data-dir");
    assertThatThrownBy(() -> Datasets.load("minst", Optional.empty(), Split.TEST))
        .hasMessageContaining("'minst'")
        .hasMessageContaining("digits, mnist, fashion-mnist");
  }

  @Test
  void hostileFilesAreRefused() throws Exception {
    byte[] good = images(2, 28, 28);
    refuse(new byte[0], labels(1, 2), Code.TRUNCATED);
    refuse(Arrays.copyOf(good, 3), labels(1, 2), Code.TRUNCATED);
    refuse(Arrays.copyOf(good, 10), labels(1, 2), Code.TRUNCATED);
    refuse(Arrays.copyOf(good, good.length - 1), labels(1, 2), Code.TRUNCATED);
    refuse(Arrays.copyOf(good, good.length + 1), labels(1, 2), Code.WRONG_CONTENT);
    refuse("not a data set".getBytes(StandardCharsets.UTF_8), labels(1, 2), Code.NOT_IDX);
    refuse(labels(1, 2), labels(1, 2), Code.WRONG_CONTENT);
    refuse(images(2, 32, 32), labels(1, 2), Code.WRONG_CONTENT);
    refuse(images(0, 28, 28), labels(), Code.WRONG_CONTENT);
    refuse(good, labels(1, 2, 3), Code.WRONG_CONTENT);
    refuse(good, labels(1, 10), Code.WRONG_CONTENT);
    refuse(header(Integer.MAX_VALUE, 28, 28), labels(1, 2), Code.WRONG_CONTENT);
    refuse(header(-1, 28, 28), labels(1, 2), Code.WRONG_CONTENT);
    byte[] zipped = gzip(good);
    refuse(Arrays.copyOf(zipped, zipped.length / 2), labels(1, 2), Code.TRUNCATED);
    zipped[12] ^= 0x55;
    Files.write(dir.resolve(IMAGES), zipped);
    assertThatThrownBy(() -> Datasets.load("mnist", Optional.of(dir), Split.TEST))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(IMAGES);
  }

  private void refuse(byte[] images, byte[] labels, Code code) throws IOException {
    Files.write(dir.resolve(IMAGES), images);
    Files.write(dir.resolve(LABELS), labels);
    assertFailure(dir, code, "ubyte");
  }

  private static void assertFailure(Path place, Code code, String... parts) {
    assertThatThrownBy(() -> Datasets.load("mnist", Optional.of(place), Split.TEST))
        .isInstanceOfSatisfying(
            DataException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }

  private static byte[] header(int... dims) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * dims.length);
    buffer.put(new byte[] {0, 0, 8, (byte) dims.length});
    Arrays.stream(dims).forEach(buffer::putInt);
    return buffer.array();
  }

  private static byte[] images(int count, int height, int width) {
    byte[] header = header(count, height, width);
    byte[] file = Arrays.copyOf(header, header.length + count * height * width);
    for (int i = header.length; i < file.length; i++) {
      file[i] = (byte) (i - header.length);
    }
    return file;
  }

  private static byte[] labels(int... labels) {
    byte[] header = header(labels.length);
    byte[] file = Arrays.copyOf(header, header.length + labels.length);
    for (int i = 0; i < labels.length; i++) {
      file[header.length + i] = (byte) labels[i];
    }
    return file;
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }
}
