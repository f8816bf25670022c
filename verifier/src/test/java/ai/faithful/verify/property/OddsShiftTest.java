package ai.faithful.verify.property;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OddsShiftTest {

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 100})
  void noPairOfPointsLeavesTheBounds(int classes) {
    for (int seed = 0; seed < 1200 / (classes + 8); seed++) {
      Random random = new Random(seed * 1000L + classes);
      Margins teacher = RandomMargins.box(random, classes);
      int c = teacher.label();
      Margins difference = RandomMargins.box(random, classes, c);
      ConfidenceInterval interval = ConfidenceInterval.of(teacher);
      double over = OddsShift.over(difference, interval);
      double under = OddsShift.under(difference, interval);
      for (int i = 0; i < 12; i++) {
        double[] dT = RandomMargins.point(random, teacher);
        double[] shift = RandomMargins.point(random, difference);
        BigDecimal[] dS = new BigDecimal[classes];
        for (int j = 0; j < classes; j++) {
          dS[j] = new BigDecimal(dT[j]).add(new BigDecimal(shift[j]));
        }
        BigDecimal gap = Exactly.confidence(dS, c).subtract(Exactly.confidence(dT, c));
        String where = "seed " + seed + ", " + teacher + ", " + difference;
        assertThat(gap).as(where).isLessThanOrEqualTo(new BigDecimal(over));
        assertThat(gap.negate()).as(where).isLessThanOrEqualTo(new BigDecimal(under));
      }
    }
  }

  @Test
  void equalNetworksDifferByExactlyNothing() {
    double[] zero = new double[10];
    Margins none = new Margins(3, zero, zero);
    ConfidenceInterval any = new ConfidenceInterval(0, 1);
    assertThat(OddsShift.over(none, any)).isEqualTo(0);
    assertThat(OddsShift.under(none, any)).isEqualTo(0);
  }

  @Test
  void withoutATeacherIntervalItIsTheClosedForm() {
    for (double a : new double[] {1e-12, 0.01, 1, 10, 1000}) {
      double[] lower = new double[5];
      double[] upper = new double[5];
      Arrays.fill(lower, -a);
      Arrays.fill(upper, a);
      Margins difference = new Margins(0, lower, upper);
      ConfidenceInterval any = new ConfidenceInterval(0, 1);
      double closed = Math.tanh(a / 4);
      assertThat(OddsShift.over(difference, any)).isBetween(closed, closed * (1 + 1e-14));
      assertThat(OddsShift.under(difference, any)).isBetween(closed, closed * (1 + 1e-14));
    }
  }

  @Test
  void aConfidentTeacherLeavesLittleRoom() {
    double[] lower = {0, -1};
    double[] upper = {0, 1};
    Margins difference = new Margins(0, lower, upper);
    ConfidenceInterval sure = new ConfidenceInterval(0.999, 1);
    assertThat(OddsShift.over(difference, sure)).isLessThan(1e-3);
    assertThat(OddsShift.under(difference, sure)).isLessThan(2e-3);
  }
}
