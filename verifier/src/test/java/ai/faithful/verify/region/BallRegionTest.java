package ai.faithful.verify.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.verify.SettingException;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BallRegionTest {
  private static float[] image(Random random, int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = random.nextInt(4) == 0 ? random.nextInt(2) : random.nextFloat();
    }
    return x;
  }

  /** |x - c| in exact arithmetic, the square of it for the 2-norm. */
  private static BigDecimal length(Norm norm, float[] x, float[] c) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < x.length; i++) {
      BigDecimal d = new BigDecimal(x[i]).subtract(new BigDecimal(c[i]));
      sum = sum.add(norm == Norm.L1 ? d.abs() : d.pow(2));
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(
      value = Norm.class,
      names = {"L1", "L2"})
  void whatComesOutIsInside(Norm norm) {
    for (String text : new String[] {"0", "1e-6", "0.3", "8/255", "2", "1000"}) {
      Epsilon eps = Epsilon.parse(text);
      Random random = new Random(3);
      float[] c = image(random, 30);
      BallRegion ball = new BallRegion(norm, c, eps, Domain.UNIT);
      BigDecimal limit = norm == Norm.L1 ? eps.below() : eps.below().pow(2);
      for (int trial = 0; trial < 60; trial++) {
        double[] point = new double[c.length];
        double[] gradient = new double[c.length];
        for (int i = 0; i < point.length; i++) {
          point[i] = c[i] + random.nextGaussian() * Math.pow(10, -random.nextInt(8));
          gradient[i] = random.nextGaussian();
        }
        float[][] members = {
          ball.nearest(point), ball.random(random), ball.nearest(ball.extreme(gradient))
        };
        for (float[] x : members) {
          assertThat(length(norm, x, c)).isLessThanOrEqualTo(limit);
          for (int i = 0; i < x.length; i++) {
            assertThat(x[i]).isBetween(0f, 1f);
            assertThat((double) x[i]).isBetween(ball.lower()[i], ball.upper()[i]);
          }
          assertThat(ball.contains(x)).isTrue();
        }
      }
    }
  }

  /** 3-4-5 triangles lie on the boundary exactly; the next float out does not lie inside. */
  @Test
  void membershipIsExact() {
    float[] c = {0.5f, 0.5f};
    BallRegion ball = new BallRegion(Norm.L2, c, Epsilon.parse("0.3125"), Domain.UNIT);
    float[] edge = {0.5f + 0.1875f, 0.5f - 0.25f};
    assertThat(ball.contains(edge)).isTrue();
    assertThat(ball.contains(new float[] {Math.nextUp(edge[0]), edge[1]})).isFalse();
    BallRegion sum = new BallRegion(Norm.L1, c, Epsilon.parse("0.4375"), Domain.UNIT);
    assertThat(sum.contains(edge)).isTrue();
    assertThat(sum.contains(new float[] {edge[0], Math.nextDown(edge[1])})).isFalse();
    assertThat(sum.contains(new float[] {Float.NaN, 0.5f})).isFalse();
    assertThat(sum.contains(new float[] {0.5f})).isFalse();
  }

  /** No member beats the extreme point by more than rounding. */
  @ParameterizedTest
  @EnumSource(
      value = Norm.class,
      names = {"L1", "L2"})
  void theExtremePointIsExtreme(Norm norm) {
    Random random = new Random(5);
    float[] c = image(random, 12);
    BallRegion ball = new BallRegion(norm, c, Epsilon.parse("0.7"), Domain.UNIT);
    for (int trial = 0; trial < 30; trial++) {
      double[] gradient = random.doubles(c.length, -1, 1).toArray();
      double best = dot(gradient, Doubles.of(ball.nearest(ball.extreme(gradient))));
      for (int k = 0; k < 50; k++) {
        assertThat(dot(gradient, Doubles.of(ball.random(random)))).isLessThan(best + 1e-5);
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Test
  void refusals() {
    assertThatThrownBy(
            () -> new BallRegion(Norm.L2, new float[] {2}, Epsilon.parse("1"), Domain.UNIT))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("outside the domain");
    assertThatThrownBy(() -> Epsilon.parse("1/0")).hasMessageContaining("divides by 0");
    assertThatThrownBy(() -> Epsilon.parse("1/-2")).isInstanceOf(SettingException.class);
    assertThatThrownBy(() -> Epsilon.parse("/")).isInstanceOf(SettingException.class);
    assertThatThrownBy(() -> Domain.parse("0")).hasMessageContaining("LO,HI");
    assertThatThrownBy(() -> Domain.parse("1,0")).hasMessageContaining("empty");
  }

  @Test
  void fractionsAreEnclosedTightly() {
    Epsilon eps = Epsilon.parse("8/255");
    BigDecimal k = new BigDecimal(255);
    assertThat(eps.below().multiply(k)).isLessThanOrEqualTo(new BigDecimal(8));
    assertThat(eps.above().multiply(k)).isGreaterThanOrEqualTo(new BigDecimal(8));
    assertThat(eps.above().subtract(eps.below())).isLessThan(new BigDecimal("1e-195"));
    assertThat(Epsilon.parse("1/4").above()).isEqualByComparingTo("0.25");
  }
}
