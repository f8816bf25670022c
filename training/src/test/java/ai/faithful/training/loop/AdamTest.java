package ai.faithful.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdamTest {
  private static final double RATE = 0.01;

  /** The formula in double precision. */
  private static double[] reference(float[] start, List<float[]> gradients) {
    double[] w = new double[start.length];
    for (int i = 0; i < w.length; i++) {
      double m = 0;
      double v = 0;
      w[i] = start[i];
      for (int t = 1; t <= gradients.size(); t++) {
        double g = gradients.get(t - 1)[i];
        m = 0.9 * m + 0.1 * g;
        v = 0.999 * v + 0.001 * g * g;
        double mean = m / (1 - Math.pow(0.9, t));
        double square = v / (1 - Math.pow(0.999, t));
        // As the engine's: the small number is added before the bias is put right.
        double small = 1e-8 / Math.sqrt(1 - Math.pow(0.999, t));
        w[i] -= RATE * mean / (Math.sqrt(square) + small);
      }
    }
    return w;
  }

  private static float[] random(int n, Random random) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      // Every third element is never moved.
      values[i] = i % 3 == 0 ? 0 : (float) random.nextGaussian();
    }
    return values;
  }

  private static void agrees(NDManager manager, NDArray weight, Adam adam) {
    Random random = new Random(1);
    float[] start = weight.toFloatArray();
    List<float[]> gradients = new ArrayList<>();
    for (int t = 0; t < 20; t++) {
      gradients.add(random(start.length, random));
    }
    for (int t = 0; t < 20; t++) {
      if (t == 10) {
        Map<String, float[]> mean = adam.mean();
        Map<String, float[]> square = adam.square();
        adam.step(
            Map.of("w", weight.duplicate()), Map.of("w", manager.ones(weight.getShape())), RATE);
        adam.restore(10, mean, square);
      }
      adam.step(
          Map.of("w", weight),
          Map.of("w", manager.create(gradients.get(t), weight.getShape())),
          RATE);
    }
    double[] expected = reference(start, gradients);
    float[] reached = weight.toFloatArray();
    for (int i = 0; i < start.length; i++) {
      assertThat((double) reached[i]).isEqualTo(expected[i], within(1e-6));
      if (i % 3 == 0) {
        assertThat(reached[i]).isEqualTo(start[i]);
      }
    }
    assertThat(adam.steps()).isEqualTo(20);
  }

  private static NDArray weight(NDManager manager) {
    float[] values = new float[30];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.1f * (i + 1);
    }
    return manager.create(values, new Shape(5, 6));
  }

  @Test
  void onTheProcessor() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray weight = weight(manager);
      agrees(manager, weight, new HostAdam(Map.of("w", weight)));
    }
  }

  @Test
  void byTheEngine() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray weight = weight(manager);
      agrees(manager, weight, new DeviceAdam(Map.of("w", weight), manager));
    }
  }
}
