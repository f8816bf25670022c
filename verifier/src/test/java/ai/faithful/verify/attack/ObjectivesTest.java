package ai.faithful.verify.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The first direction of an objective is its gradient, up to scale. */
class ObjectivesTest {
  private static final int CLASSES = 4;

  static Stream<Objective> smooth() {
    return Stream.of(
        new ConfidenceGap(1, true),
        new ConfidenceGap(2, false),
        new LogitGap(3, true),
        new LogitGap(0, false),
        new TotalVariation(),
        new Divergence(),
        new RivalMargin(1, 2));
  }

  @ParameterizedTest
  @MethodSource("smooth")
  void directionIsTheGradient(Objective objective) {
    Random random = new Random(3);
    for (int trial = 0; trial < 50; trial++) {
      double[][] z = new double[objective.networks()][CLASSES];
      for (double[] row : z) {
        for (int j = 0; j < CLASSES; j++) {
          row[j] = 2 * random.nextGaussian();
        }
      }
      double[][] ascent = new double[z.length][CLASSES];
      objective.evaluate(z, 0, ascent);
      double[][] slope = new double[z.length][CLASSES];
      double along = 0;
      double ofAscent = 0;
      double ofSlope = 0;
      for (int n = 0; n < z.length; n++) {
        for (int j = 0; j < CLASSES; j++) {
          slope[n][j] = (value(objective, z, n, j, 1e-5) - value(objective, z, n, j, -1e-5)) / 2e-5;
          along += slope[n][j] * ascent[n][j];
          ofAscent += ascent[n][j] * ascent[n][j];
          ofSlope += slope[n][j] * slope[n][j];
        }
      }
      assertThat(along / Math.sqrt(ofAscent * ofSlope)).isCloseTo(1, within(1e-6));
    }
  }

  private static double value(Objective objective, double[][] z, int n, int j, double move) {
    z[n][j] += move;
    double value = objective.evaluate(z, 0, new double[z.length][CLASSES]);
    z[n][j] -= move;
    return value;
  }

  @Test
  void directionsSurviveSaturation() {
    double[][] z = {{800, 0, 0, 0}, {900, 0, 0, 0}};
    for (int direction = 0; direction < 3; direction++) {
      double[][] ascent = new double[2][CLASSES];
      double value = new ConfidenceGap(0, false).evaluate(z, direction, ascent);
      assertThat(value).isZero();
      assertThat(Math.abs(ascent[0][0]) + Math.abs(ascent[1][0])).isGreaterThan(0.5);
    }
  }

  @Test
  void disagreementIsTheLesserMargin() {
    double[][] z = {{2, 1, 0, 0}, {0, 3, 0, 0}};
    double[][] ascent = new double[2][CLASSES];
    assertThat(new Disagreement(0, 1, 0).evaluate(z, 0, ascent)).isEqualTo(1);
    assertThat(ascent[0][0]).isPositive();
    assertThat(ascent[1][1]).isPositive();
    double sure = new Disagreement(0, 1, 0.9).evaluate(z, 0, new double[2][CLASSES]);
    double p = Math.exp(2) / (Math.exp(2) + Math.exp(1) + 2);
    assertThat(sure).isCloseTo(Math.log(p / (1 - p)) - Math.log(9), within(1e-12));
    assertThat(Disagreement.about(1, 4, 0)).hasSize(6);
    assertThat(Disagreement.teacherSays(1, 4, 0))
        .isEqualTo(
            List.of(
                new Disagreement(1, 0, 0), new Disagreement(1, 2, 0), new Disagreement(1, 3, 0)));
  }
}
