package ai.faithful.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import ai.faithful.ir.Shape;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DigitsTest {
  @Test
  void theSplitIsFixedAndEveryPixelASixteenth() throws DataException {
    Dataset train = Datasets.load("digits", Optional.empty(), Split.TRAIN);
    Dataset test = Datasets.load("digits", Optional.empty(), Split.TEST);
    assertThat(train.size()).isEqualTo(1437);
    assertThat(test.size()).isEqualTo(360);
    assertThat(train.sampleShape()).isEqualTo(Shape.of(1, 8, 8));
    for (Dataset part : new Dataset[] {train, test}) {
      for (float[] image : part.images()) {
        for (float pixel : image) {
          assertThat(pixel).isBetween(0f, 1f);
          assertThat(pixel * 16).isEqualTo((float) Math.rint(pixel * 16));
        }
      }
      assertThat(Arrays.stream(part.labels()).distinct().count()).isEqualTo(10);
    }
  }

  @Test
  void theFirstImageIsTheZeroOfTheOriginalFile() throws DataException {
    Dataset train = Datasets.load("digits", Optional.empty(), Split.TRAIN);
    assertThat(train.labels()[0]).isZero();
    assertThat(Arrays.copyOf(train.images()[0], 8))
        .containsExactly(0f, 0f, 5 / 16f, 13 / 16f, 9 / 16f, 1 / 16f, 0f, 0f);
  }
}
