package ai.faithful.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

/** Against numbers worked out by hand. */
class LossesTest {
  private static final double LN3 = Math.log(3);

  @Test
  void crossEntropyIsTheMeanOverTheBatch() {
    try (NDManager manager = NDManager.newBaseManager()) {
      // softmax (3/4, 1/4) and (1/2, 1/2)
      NDArray logits = array(manager, 2, (float) LN3, 0, 0, 0);
      NDArray oneHot = Batches.oneHot(new int[] {1, 0}, 2, manager);
      assertThat((double) Losses.crossEntropy(logits, oneHot).getFloat())
          .isCloseTo((Math.log(4) + Math.log(2)) / 2, within(1e-6));
      assertThat(Losses.crossEntropyGradient(logits, oneHot).toFloatArray())
          .containsExactly(new float[] {0.75f, -0.75f, -0.5f, 0.5f}, within(1e-6f));
    }
  }

  @Test
  void divergenceIsTheMeanOverTheBatchNotOverTheClasses() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray p = array(manager, 2, (float) LN3, 0, 0, 0);
      NDArray q = array(manager, 2, 0, 0, 0, 0);
      double first = 0.75 * Math.log(1.5) + 0.25 * Math.log(0.5);
      assertThat((double) Losses.divergence(p, q, 1).getFloat()).isCloseTo(first / 2, within(1e-6));
      // At temperature 2 the first row's P is (sqrt 3, 1) / (1 + sqrt 3).
      double hot = Math.sqrt(3) / (1 + Math.sqrt(3));
      double tempered = hot * Math.log(2 * hot) + (1 - hot) * Math.log(2 * (1 - hot));
      assertThat((double) Losses.divergence(p, q, 2).getFloat())
          .isCloseTo(tempered / 2, within(1e-6));
    }
  }

  @Test
  void gradientsOfTheDivergenceAreItsDifferenceQuotients() {
    float[] p = {0.3f, -1.2f, 0.8f};
    float[] q = {-0.4f, 0.1f, 0.9f};
    float h = 1e-2f;
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray arrayP = array(manager, 1, p);
      NDArray arrayQ = array(manager, 1, q);
      float[] byP = Losses.divergenceGradientP(arrayP, arrayQ).toFloatArray();
      float[] byQ = Losses.divergenceGradientQ(arrayP, arrayQ).toFloatArray();
      for (int k = 0; k < 3; k++) {
        NDArray step = array(manager, 1, k == 0 ? h : 0, k == 1 ? h : 0, k == 2 ? h : 0);
        assertThat(byP[k])
            .isCloseTo(
                slope(
                    Losses.divergence(arrayP.add(step), arrayQ, 1),
                    Losses.divergence(arrayP.sub(step), arrayQ, 1),
                    h),
                within(1e-3f));
        assertThat(byQ[k])
            .isCloseTo(
                slope(
                    Losses.divergence(arrayP, arrayQ.add(step), 1),
                    Losses.divergence(arrayP, arrayQ.sub(step), 1),
                    h),
                within(1e-3f));
      }
    }
  }

  private static float slope(NDArray above, NDArray below, float h) {
    return (above.getFloat() - below.getFloat()) / (2 * h);
  }

  private static NDArray array(NDManager manager, int rows, float... elements) {
    return manager.create(elements, new Shape(rows, elements.length / rows));
  }
}
