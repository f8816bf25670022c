package ai.faithful.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.model.Architecture;
import ai.faithful.training.model.Architectures;
import ai.faithful.training.model.Trainable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The parts of a run against numbers worked out by hand. */
class LoopPartsTest {
  @Test
  void rampsGrowBetweenTheirEnds() {
    Ramp ramp = new Ramp(0.2, 0.6);
    assertThat(ramp.at(0.1)).isZero();
    assertThat(ramp.at(0.4)).isCloseTo(0.5, within(1e-12));
    assertThat(ramp.at(0.6)).isEqualTo(1);
    assertThat(new Ramp(0, 0).at(0)).isEqualTo(1);
    assertThatThrownBy(() -> new Ramp(0.5, 0.2)).hasMessageContaining("in order");
  }

  @Test
  void learningRatesWarmUpAndFall() {
    assertThat(LearningRate.cosine(2).at(0)).isEqualTo(2);
    assertThat(LearningRate.cosine(2).at(1)).isCloseTo(0.04, within(1e-12));
    LearningRate step = new LearningRate(1, LearningRate.Decay.STEP, 0.1);
    assertThat(step.at(0.05)).isCloseTo(0.5, within(1e-12));
    assertThat(step.at(0.7)).isCloseTo(0.1, within(1e-12));
    assertThat(step.at(0.9)).isCloseTo(0.01, within(1e-12));
  }

  @Test
  void averagesOverStepsAndOverEpochs() {
    assertThat(Averaging.parse("ema:0.5").toString()).isEqualTo("ema:0.5");
    assertThatThrownBy(() -> Averaging.parse("ema")).hasMessageContaining("swa:0.75");
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> weights = Map.of("w", manager.create(new float[] {8}));
      WeightAverage ema = new WeightAverage(Averaging.parse("ema:0.75"), 4, weights, manager);
      WeightAverage swa = new WeightAverage(Averaging.parse("swa:0.5"), 4, weights, manager);
      set(weights, 4);
      ema.step(weights); // 0.75 8 + 0.25 4
      assertThat(value(ema.orElse(weights, 1))).isEqualTo(7);
      swa.epoch(1, weights);
      assertThat(value(swa.orElse(weights, 1))).isEqualTo(4); // not yet
      swa.epoch(2, weights);
      set(weights, 1);
      swa.epoch(3, weights);
      set(weights, 10);
      swa.epoch(4, weights);
      assertThat(value(swa.orElse(weights, 4))).isCloseTo(5, within(1e-6f)); // (4 + 1 + 10) / 3
    }
  }

  @Test
  void clippingScalesAllGradientsTogether() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> gradients = new LinkedHashMap<>();
      gradients.put("a", manager.create(new float[] {3}));
      gradients.put("b", manager.create(new float[] {0, 4}));
      Gradients.clip(gradients, 10);
      assertThat(array(gradients, "b")).containsExactly(0, 4);
      Gradients.clip(gradients, 1);
      assertThat(array(gradients, "a")).containsExactly(new float[] {0.6f}, within(1e-6f));
      assertThat(array(gradients, "b")).containsExactly(new float[] {0, 0.8f}, within(1e-6f));
    }
  }

  @Test
  void theBestEpochIsKeptAndPatienceEnds() {
    Schedule usual = Schedule.of(10, 1, 1, 0);
    Selection selection =
        new Selection(
            new Schedule(
                10,
                1,
                usual.learningRate(),
                0,
                new Ramp(0, 0.2),
                usual.augmentation(),
                0,
                Averaging.NONE,
                2));
    selection.offer(1, 5, Map.of("w", new float[] {1}));
    selection.offer(2, 3, Map.of("w", new float[] {2}));
    selection.offer(3, Double.NaN, Map.of("w", new float[] {3}));
    assertThat(selection.over(3)).isFalse();
    selection.offer(4, 4, Map.of("w", new float[] {4}));
    assertThat(selection.over(4)).isTrue();
    assertThat(selection.epoch()).isEqualTo(2);
    assertThat(selection.weights().get("w")).containsExactly(2);
  }

  /** Normalised by their own moments, channels have mean 0 and variance 1, then gamma and beta. */
  @Test
  void batchNormalisationIsThatOfTheBatch() {
    Trainable model =
        Architectures.build(
            Architecture.parse("cnn+bn:2k1s1"), ai.faithful.ir.Shape.of(1, 2, 2), 2, 4);
    Trainable.Norm norm = model.norms().get(0);
    float[] images = {1, 2, 3, 4, 5, 6, 7, 12}; // mean 5, variance 10.5
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> parameters = new Weights(model.graph(), manager).arrays();
      Objects.requireNonNull(parameters.get(norm.scale())).set(new float[] {1, 3});
      Objects.requireNonNull(parameters.get(norm.shift())).set(new float[] {0, 7});
      float[] w = array(parameters, "layer0.weight");
      Normalisation normalisation = new Normalisation(model, manager);
      NDArray x = manager.create(images, new Shape(2, 4));
      Map<String, NDArray> weights = normalisation.weights(parameters, x);
      for (int c = 0; c < 2; c++) {
        double deviation = Math.sqrt(10.5 * w[c] * w[c] + Trainable.VARIANCE_FLOOR);
        double gamma = c == 0 ? 1 : 3;
        double beta = c == 0 ? 0 : 7;
        assertThat(array(weights, norm.scale())[c])
            .isCloseTo((float) (gamma / deviation), within(1e-3f));
        assertThat(array(weights, norm.shift())[c])
            .isCloseTo((float) (beta - 5 * w[c] * gamma / deviation), within(1e-3f));
      }
      // The population of a single batch is that batch.
      Dataset data =
          new Dataset(
              "two",
              new float[][] {{1, 2, 3, 4}, {5, 6, 7, 12}},
              new int[2],
              ai.faithful.ir.Shape.of(1, 2, 2),
              2);
      Map<String, NDArray> population =
          new Population(model, normalisation, data, 2).weights(parameters, manager);
      assertThat(array(population, norm.shift()))
          .containsExactly(array(weights, norm.shift()), within(1e-6f));
    }
  }

  @Test
  void aBatchDependsOnItsPlaceOnly() {
    Random random = new Random(3);
    float[][] images = new float[7][4];
    int[] labels = new int[7];
    for (int i = 0; i < 7; i++) {
      labels[i] = i % 2;
      for (int p = 0; p < 4; p++) {
        images[i][p] = random.nextFloat();
      }
    }
    Dataset data = new Dataset("seven", images, labels, ai.faithful.ir.Shape.of(1, 2, 2), 2);
    int[] order = {6, 5, 4, 3, 2, 1, 0};
    try (BatchLoader loader =
        new BatchLoader(data, order, 3, ai.faithful.training.data.Augmentation.NONE, 1)) {
      int seen = 0;
      while (loader.hasNext()) {
        BatchLoader.Loaded loaded = loader.next();
        assertThat(loaded.from()).isEqualTo(seen);
        for (int i = 0; i < loaded.labels().length; i++) {
          assertThat(loaded.labels()[i]).isEqualTo(labels[order[seen]]);
          assertThat(loaded.images()[4 * i + 1]).isEqualTo(images[order[seen]][1]);
          seen++;
        }
      }
      assertThat(seen).isEqualTo(7);
    }
  }

  private static void set(Map<String, NDArray> weights, float value) {
    Objects.requireNonNull(weights.get("w")).set(new float[] {value});
  }

  private static float value(Map<String, NDArray> weights) {
    return array(weights, "w")[0];
  }

  private static float[] array(Map<String, NDArray> arrays, String name) {
    return Objects.requireNonNull(arrays.get(name), name).toFloatArray();
  }
}
