package ai.faithful.verify.property;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every line and interval against fifty-digit confidences, without any tolerance. */
class ConfidenceBoundsTest {
  private static final int BOXES = 150;
  private static final int POINTS = 12;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 100})
  void noPointOfABoxLeavesItsBounds(int classes) {
    for (int seed = 0; seed < BOXES * 10 / (classes + 8); seed++) {
      Random random = new Random(seed * 1000L + classes);
      Margins box = RandomMargins.box(random, classes);
      double[] m = random.nextBoolean() ? box.middle() : RandomMargins.point(random, box);
      int c = box.label();
      ConfidenceInterval interval = ConfidenceInterval.of(box);
      List<ConfidenceLine> above = List.of(UpperLines.er(box, m), UpperLines.lse(box, m));
      List<ConfidenceLine> below = List.of(LowerLines.er(box, m), LowerLines.lseStar(box, m));
      for (int i = 0; i < POINTS; i++) {
        double[] d = i == 0 ? m : RandomMargins.point(random, box);
        BigDecimal p = Exactly.confidence(d, c);
        String where = "seed " + seed + " of " + classes + ", " + box + " at " + Arrays.toString(d);
        assertThat(p).as(where).isGreaterThanOrEqualTo(new BigDecimal(interval.lower()));
        assertThat(p).as(where).isLessThanOrEqualTo(new BigDecimal(interval.upper()));
        for (ConfidenceLine line : above) {
          assertThat(Exactly.at(line, d, c)).as(where).isGreaterThanOrEqualTo(p);
        }
        for (ConfidenceLine line : below) {
          assertThat(Exactly.at(line, d, c)).as(where).isLessThanOrEqualTo(p);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 100})
  void coefficientsCancelExactly(int classes) {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Margins box = RandomMargins.box(random, classes);
      double[] m = box.middle();
      for (ConfidenceLine line :
          List.of(
              UpperLines.er(box, m),
              UpperLines.lse(box, m),
              LowerLines.er(box, m),
              LowerLines.lseStar(box, m))) {
        BigDecimal sum =
            Arrays.stream(line.coefficients())
                .mapToObj(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(sum).as("seed " + seed + " " + box).isZero();
      }
    }
  }

  /** A sound line that is far off would be of no use: they have to touch where they are told to. */
  @ParameterizedTest
  @ValueSource(ints = {2, 10})
  void linesTouchTheConfidenceOfANarrowBox(int classes) {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      double[] centre = random.doubles(classes, -4, 4).toArray();
      double[] lower = Arrays.stream(centre).map(v -> v - 1e-7).toArray();
      double[] upper = Arrays.stream(centre).map(v -> v + 1e-7).toArray();
      Margins box = new Margins(0, lower, upper);
      double[] m = box.middle();
      BigDecimal p = Exactly.confidence(m, 0);
      for (ConfidenceLine line :
          List.of(
              UpperLines.er(box, m),
              UpperLines.lse(box, m),
              LowerLines.er(box, m),
              LowerLines.lseStar(box, m))) {
        assertThat(Exactly.at(line, m, 0).subtract(p).abs())
            .as("seed " + seed)
            .isLessThan(new BigDecimal("1e-10"));
      }
    }
  }
}
