package ai.faithful.verify.property;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PremiseTest {
  private static final BigDecimal TAU = new BigDecimal("0.8");

  /** Wherever the teacher says k and the student prefers j, every row is at most 0. */
  @Test
  void rowsAreNeverPositiveAtADisagreement() {
    int disagreements = 0;
    for (long seed = 0; seed < 4000; seed++) {
      Random random = new Random(seed);
      int classes = 2 + random.nextInt(4);
      double[] zT = random.doubles(classes, -3, 3).toArray();
      double[] zS = random.doubles(classes, -3, 3).toArray();
      for (int k = 0; k < classes; k++) {
        for (int j = 0; j < classes; j++) {
          if (j != k && zS[j] >= zS[k]) {
            disagreements += check(random, zT, zS, k, j) ? 1 : 0;
          }
        }
      }
    }
    assertThat(disagreements).isGreaterThan(500);
  }

  private static boolean check(Random random, double[] zT, double[] zS, int k, int j) {
    double p = 1;
    boolean top = true;
    for (int m = 0; m < zT.length; m++) {
      p += m == k ? 0 : Math.exp(zT[m] - zT[k]);
      top &= zT[k] >= zT[m];
    }
    boolean confident = 1 / p >= TAU.doubleValue() + 1e-9;
    if (top) {
      rows(random, zT, zS, k, j, Premise.TOP);
    }
    if (confident) {
      rows(random, zT, zS, k, j, Premise.confident(TAU, zT.length));
    }
    return top;
  }

  private static void rows(Random random, double[] zT, double[] zS, int k, int j, Premise premise) {
    List<PremiseWeights> all = PremiseWeights.starts(zT.length, k, j, premise);
    PremiseWeights some = all.get(random.nextInt(all.size()));
    List<PremiseWeights> next = some.neighbours(k, premise, 0.5);
    for (PremiseWeights weights : List.of(some, next.get(random.nextInt(next.size())))) {
      double[] teacher = weights.teacher(k);
      BigDecimal value = new BigDecimal(weights.constant(k, premise));
      BigDecimal sum = BigDecimal.ZERO;
      for (int m = 0; m < zT.length; m++) {
        value = value.add(new BigDecimal(teacher[m]).multiply(new BigDecimal(zT[m])));
        sum = sum.add(new BigDecimal(teacher[m]));
      }
      value = value.add(new BigDecimal(zS[k])).subtract(new BigDecimal(zS[j]));
      assertThat(value).isLessThanOrEqualTo(BigDecimal.ZERO);
      assertThat(sum).isEqualByComparingTo(BigDecimal.ZERO);
    }
  }

  @Test
  void thresholds() {
    Premise premise = Premise.confident(TAU, 3);
    assertThat(premise.threshold()).isBetween(Math.log(4) - 1e-14, Math.log(4));
    double sum = 2 * (Math.log(4) + Math.log(2));
    assertThat(premise.sum()).isBetween(sum - 1e-13, sum);
    double[] low = {0, -1, -5};
    double[] high = {0, 0, 0};
    assertThat(premise.isPossible(new Margins(0, low, high))).isFalse();
    assertThat(Premise.TOP.isPossible(new Margins(0, low, high))).isTrue();
    assertThat(
            Premise.TOP.isPossible(
                new Margins(0, new double[] {0, 0.5, -1}, new double[] {0, 1, 1})))
        .isFalse();
  }
}
