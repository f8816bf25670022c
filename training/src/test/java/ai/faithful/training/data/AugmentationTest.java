package ai.faithful.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.ir.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final Shape SHAPE = Shape.of(1, 2, 3);
  private static final float[] IMAGE = {1, 2, 3, 4, 5, 6};

  @Test
  void everyShiftAndMirrorImageComesUpAndNothingElse() {
    Set<List<Float>> expected = new HashSet<>();
    for (int down = -1; down <= 1; down++) {
      for (int right = -1; right <= 1; right++) {
        for (boolean mirrored : new boolean[] {false, true}) {
          expected.add(shifted(down, right, mirrored));
        }
      }
    }
    Set<List<Float>> seen = new HashSet<>();
    SplittableRandom random = new SplittableRandom(1);
    float[] target = new float[8];
    for (int i = 0; i < 2000; i++) {
      new Augmentation(1, true).apply(IMAGE, SHAPE, new float[1], random, target, 2);
      seen.add(List.of(target[2], target[3], target[4], target[5], target[6], target[7]));
    }
    assertThat(seen).isEqualTo(expected);
  }

  @Test
  void readsWhatItWrites() {
    for (Augmentation augmentation :
        List.of(
            Augmentation.NONE,
            new Augmentation(4, false),
            new Augmentation(0, true),
            new Augmentation(4, true))) {
      assertThat(Augmentation.parse(augmentation.toString())).isEqualTo(augmentation);
    }
    for (String wrong : List.of("", "crop", "flip4", "+flip", "crop4flop")) {
      assertThatThrownBy(() -> Augmentation.parse(wrong)).hasMessageContaining("crop4+flip");
    }
  }

  private static List<Float> shifted(int down, int right, boolean mirrored) {
    Float[] result = new Float[6];
    for (int y = 0; y < 2; y++) {
      for (int x = 0; x < 3; x++) {
        int row = y + down;
        int column = (mirrored ? 2 - x : x) + right;
        boolean inside = row >= 0 && row < 2 && column >= 0 && column < 3;
        result[y * 3 + x] = inside ? IMAGE[row * 3 + column] : 0;
      }
    }
    return List.of(result);
  }
}
