package ai.faithful.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Shape;
import ai.faithful.training.data.Augmentation;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.data.InputUnits;
import ai.faithful.training.robust.Pgd;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ValidInputsTest {
  private static final double EPS = 0.1;

  /** Two channels of two pixels: 0, 0.05, 0.5, 1 less (0.25, 0.5), over (0.5, 0.25). */
  private static Dataset normalised() {
    InputUnits units = new InputUnits(0, 1, List.of(0.25, 0.5), List.of(0.5, 0.25));
    float[][] images = {{-0.5f, -0.4f, 0, 2}};
    return new Dataset("two", images, new int[] {0}, Shape.of(2, 1, 2), 2, units);
  }

  @Test
  void boxesOfNormalisedPixels() {
    Dataset data = normalised();
    ValidInputs valid = ValidInputs.of(data);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray images = Batches.images(data, new int[] {0}, manager);
      assertThat(valid.lower(images, EPS).toFloatArray())
          .containsExactly(new float[] {-0.5f, -0.5f, -0.4f, 1.6f}, within(1e-6f));
      assertThat(valid.upper(images, EPS).toFloatArray())
          .containsExactly(new float[] {-0.3f, -0.2f, 0.4f, 2}, within(1e-6f));
    }
  }

  @Test
  void attacksReachTheEndsOfBoxes() {
    Dataset data = normalised();
    ValidInputs valid = ValidInputs.of(data);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray images = Batches.images(data, new int[] {0}, manager);
      NDArray oneHot = Batches.oneHot(data.labels(), 2, manager);
      Objective.Batch batch =
          new Objective.Batch(
              images, oneHot, data.labels(), 1, new SplittableRandom(1), valid, manager);
      NDArray found = new Pgd(EPS, 5).attack(batch, x -> x.onesLike());
      assertThat(found.toFloatArray())
          .containsExactly(valid.upper(images, EPS).toFloatArray(), within(0f));
    }
  }

  @Test
  void plainPixelsNeedNoUnits() {
    Dataset data = new Dataset("one", new float[][] {{0, 0.5f, 1}}, new int[] {0}, Shape.of(3), 2);
    assertThat(ValidInputs.of(data)).isSameAs(ValidInputs.UNIT);
  }

  /** What comes in at the sides of a shifted image is black, whatever number that is. */
  @Test
  void shiftedImages() {
    Dataset data = normalised();
    BatchLoader loader = new BatchLoader(data, new int[] {0}, 1, new Augmentation(4, false), 3);
    float[] shifted = loader.next().images();
    loader.close();
    for (int i = 0; i < shifted.length; i++) {
      float black = i < 2 ? -0.5f : -2;
      assertThat(shifted[i])
          .isIn(black, data.images()[0][i / 2 * 2], data.images()[0][i / 2 * 2 + 1]);
    }
  }

  @Test
  void elementsOutsideOfTheDomain() throws Exception {
    Dataset data = new Dataset("wide", new float[][] {{0, 3}}, new int[] {0}, Shape.of(2), 2);
    assertThatThrownBy(() -> data.within(0, 1))
        .hasMessageContainingAll("wide", "element 1 of sample 0 is 3.0", "--domain");
    assertThat(data.within(0, 4).units().most()).isEqualTo(4);
    assertThatThrownBy(() -> data.within(1, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
