package ai.faithful.training.distill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConfidenceTangentTest {
  private static final long SEED = 20261123;

  /** In plain double, so with room for its rounding: these lines are trained on, not claimed. */
  @Test
  void linesLieOnTheirSideOfTheConfidence() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < 2000; round++) {
      int classes = 2 + random.nextInt(9);
      int c = random.nextInt(classes);
      double[] at = new double[classes];
      double[] dl = new double[classes];
      double[] du = new double[classes];
      for (int j = 0; j < classes; j++) {
        at[j] = 8 * random.nextDouble() - 4;
      }
      for (int j = 0; j < classes; j++) {
        double width = 3 * random.nextDouble();
        dl[j] = j == c ? 0 : at[j] - at[c] - width * random.nextDouble();
        du[j] = j == c ? 0 : Math.max(at[j] - at[c], dl[j] + width);
      }
      ConfidenceTangent above = ConfidenceTangent.above(at, c, dl, du);
      ConfidenceTangent below = ConfidenceTangent.below(at, c, dl, du);
      for (int sample = 0; sample < 20; sample++) {
        double[] z = new double[classes];
        double sum = 1;
        z[c] = 8 * random.nextDouble() - 4;
        for (int j = 0; j < classes; j++) {
          if (j != c) {
            double d = dl[j] + (du[j] - dl[j]) * random.nextDouble();
            z[j] = z[c] + d;
            sum += Math.exp(d);
          }
        }
        assertThat(value(above, z)).as("seed " + SEED).isGreaterThanOrEqualTo(1 / sum - 1e-9);
        assertThat(value(below, z)).as("seed " + SEED).isLessThanOrEqualTo(1 / sum + 1e-9);
      }
    }
  }

  private static double value(ConfidenceTangent line, double[] z) {
    double value = line.intercept();
    for (int k = 0; k < z.length; k++) {
      value += line.slopes()[k] * z[k];
    }
    return value;
  }
}
