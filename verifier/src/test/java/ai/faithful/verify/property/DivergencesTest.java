package ai.faithful.verify.property;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DivergencesTest {

  /**
   * Logits that move together inside boxes: no point's divergence, rounded down, exceeds the bound
   * from what holds of all points.
   */
  @Test
  void boundsHoldAtEveryPoint() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int classes = 2 + random.nextInt(4);
      int points = 30;
      double scale = Math.pow(10, random.nextInt(3) - 1);
      double drift = Math.pow(10, -random.nextInt(4));
      double[][] zT = new double[points][classes];
      double[][] zS = new double[points][classes];
      double[] base = random.doubles(classes, -3 * scale, 3 * scale).toArray();
      for (int p = 0; p < points; p++) {
        for (int k = 0; k < classes; k++) {
          zT[p][k] = base[k] + scale * random.nextGaussian() * 0.3;
          zS[p][k] = zT[p][k] + drift * random.nextGaussian();
        }
      }
      List<Divergences.ClassBounds> known = known(zT, zS);
      double tv = Divergences.totalVariation(known);
      double kl = Divergences.kullbackLeibler(known);
      assertThat(tv).isBetween(0.0, 1.0);
      for (int p = 0; p < points; p++) {
        List<Margins> teacher = point(zT[p]);
        List<Margins> student = point(zS[p]);
        assertThat(Divergences.leastTotalVariation(teacher, student))
            .as("seed " + seed)
            .isLessThanOrEqualTo(tv);
        assertThat(Divergences.leastKullbackLeibler(teacher, student))
            .as("seed " + seed)
            .isLessThanOrEqualTo(kl);
      }
    }
  }

  /** The two networks are the same: nothing but rounding is left. */
  @Test
  void noneWhereTheLogitsAreEqual() {
    double[][] z = {{1, -2, 3}, {0, 0.5, 2}};
    List<Divergences.ClassBounds> known = new ArrayList<>();
    for (int c = 0; c < 3; c++) {
      Margins margins = hull(z, c);
      Margins none = new Margins(c, new double[3], new double[3]);
      known.add(new Divergences.ClassBounds(margins, margins, none, 0, 0));
    }
    assertThat(Divergences.totalVariation(known)).isZero();
    assertThat(Divergences.kullbackLeibler(known)).isZero();
  }

  /** Two classes, one point: every bound is attained or nearly so. */
  @Test
  void pointsHaveTheirOwnValue() {
    List<Margins> teacher = point(new double[] {0, 0});
    List<Margins> student = point(new double[] {Math.log(3), 0});
    assertThat(Divergences.leastTotalVariation(teacher, student)).isBetween(0.25 - 1e-12, 0.25);
    double kl = 0.5 * Math.log(0.5 / 0.75) + 0.5 * Math.log(0.5 / 0.25);
    assertThat(Divergences.leastKullbackLeibler(teacher, student))
        .isBetween(kl - 1e-12, kl + 1e-15);
  }

  /** A sure teacher leaves little for the divergence to be made of. */
  @Test
  void confidenceTightensTheDivergence() {
    double[][] zT = {{20, 0, 0}};
    double[][] zS = {{20, 2, -2}};
    double range = 4;
    assertThat(Divergences.kullbackLeibler(known(zT, zS))).isLessThan(1e-6 * range);
  }

  private static List<Divergences.ClassBounds> known(double[][] zT, double[][] zS) {
    int classes = zT[0].length;
    double[][] difference = new double[zT.length][classes];
    for (int p = 0; p < zT.length; p++) {
      for (int k = 0; k < classes; k++) {
        difference[p][k] = zS[p][k] - zT[p][k];
      }
    }
    List<Divergences.ClassBounds> known = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      double over = Double.NEGATIVE_INFINITY;
      double under = Double.NEGATIVE_INFINITY;
      for (int p = 0; p < zT.length; p++) {
        ConfidenceInterval pT = ConfidenceInterval.of(point(zT[p]).get(c));
        ConfidenceInterval pS = ConfidenceInterval.of(point(zS[p]).get(c));
        over = Math.max(over, Math.nextUp(pS.upper() - pT.lower()));
        under = Math.max(under, Math.nextUp(pT.upper() - pS.lower()));
      }
      known.add(
          new Divergences.ClassBounds(hull(zT, c), hull(zS, c), hull(difference, c), over, under));
    }
    return known;
  }

  private static List<Margins> point(double[] z) {
    List<Margins> margins = new ArrayList<>();
    for (int c = 0; c < z.length; c++) {
      margins.add(hull(new double[][] {z}, c));
    }
    return margins;
  }

  /** Bounds on z_j - z_c over all points. */
  private static Margins hull(double[][] z, int c) {
    int classes = z[0].length;
    double[] lower = new double[classes];
    double[] upper = new double[classes];
    for (int j = 0; j < classes; j++) {
      lower[j] = Double.POSITIVE_INFINITY;
      upper[j] = Double.NEGATIVE_INFINITY;
      for (double[] point : z) {
        lower[j] = Math.min(lower[j], Math.nextDown(Math.nextDown(point[j] - point[c])));
        upper[j] = Math.max(upper[j], Math.nextUp(Math.nextUp(point[j] - point[c])));
      }
    }
    return new Margins(c, lower, upper);
  }
}
