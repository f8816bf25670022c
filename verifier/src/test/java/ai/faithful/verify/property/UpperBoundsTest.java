package ai.faithful.verify.property;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UpperBoundsTest {
  private static final int CLASSES = 4;

  @Test
  void rowsLieBelowTheNegatedDifference() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Margins teacher = RandomMargins.box(random, CLASSES);
      Margins student = RandomMargins.box(random, CLASSES, teacher.label());
      double[] cleanT = RandomMargins.point(random, teacher);
      double[] cleanS = RandomMargins.point(random, student);
      List<DifferenceRow> over = DifferenceRow.over(teacher, student, cleanT, cleanS);
      List<DifferenceRow> under = DifferenceRow.under(teacher, student, cleanT, cleanS);
      assertThat(over).hasSize(DifferenceRow.VARIANTS);
      assertThat(under).hasSize(DifferenceRow.VARIANTS);
      for (int i = 0; i < 12; i++) {
        double[] dT = RandomMargins.point(random, teacher);
        double[] dS = RandomMargins.point(random, student);
        int c = teacher.label();
        BigDecimal gap = Exactly.confidence(dS, c).subtract(Exactly.confidence(dT, c));
        over.forEach(row -> assertThat(at(row, dT, dS)).isLessThanOrEqualTo(gap.negate()));
        under.forEach(row -> assertThat(at(row, dT, dS)).isLessThanOrEqualTo(gap));
      }
    }
  }

  private static BigDecimal at(DifferenceRow row, double[] dT, double[] dS) {
    return Stream.of(dot(row.teacher(), dT), dot(row.student(), dS), new BigDecimal(row.constant()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal dot(double[] a, double[] b) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < a.length; i++) {
      sum = sum.add(new BigDecimal(a[i]).multiply(new BigDecimal(b[i])));
    }
    return sum;
  }

  @Test
  void unboundedMarginsAndFailedRowsLeaveTheTrivialBound() {
    double[] infinite = {0, Double.POSITIVE_INFINITY, Double.NaN};
    double[] negative = {0, Double.NEGATIVE_INFINITY, Double.NaN};
    Margins all = new Margins(0, negative, infinite);
    double[] minima = {Double.NaN, Double.NEGATIVE_INFINITY};
    assertThat(UpperBounds.over(all, all, all, minima).least()).isEqualTo(1);
    assertThat(UpperBounds.under(all, all, all, minima).least()).isEqualTo(1);
    double[] m = all.middle();
    for (DifferenceRow row : DifferenceRow.over(all, all, m, m)) {
      assertThat(row.constant()).isFinite();
    }
  }

  @Test
  void marginsDecideAgreement() {
    Margins sure = new Margins(1, new double[] {-3, 0, -4}, new double[] {-1, 0, -2});
    assertThat(sure.lead()).isEqualTo(1);
    Margins unsure = new Margins(1, new double[] {-3, 0, -4}, new double[] {-1, 0, 0.5});
    assertThat(unsure.lead()).isEqualTo(-0.5);
  }
}
