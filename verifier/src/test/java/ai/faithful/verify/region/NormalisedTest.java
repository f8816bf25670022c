package ai.faithful.verify.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.verify.SettingException;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalisedTest {
  private static List<BigDecimal> of(String... values) {
    return List.of(values).stream().map(BigDecimal::new).toList();
  }

  private static NormBall ball(Norm norm) {
    return new NormBall(norm, Epsilon.parse("0.1"), Domain.UNIT);
  }

  @Test
  void radiusAndDomainAreThoseOfPixels() {
    Normalised around = new Normalised(ball(Norm.INF), of("0.5", "0.25"), of("0.5", "0.25"));
    // Pixels 0.5, 0 in the first channel; 0.25, 1 in the second.
    float[] x = {0, -1, 0, 3};
    Region region = around.around(x);
    assertThat(region.contains(new float[] {0.2f, -0.8f, 0.4f, 2.6f})).isFalse(); // 0.2f > 0.2
    assertThat(region.contains(new float[] {0.19999f, -0.80001f, 0.39999f, 2.60001f})).isTrue();
    assertThat(region.contains(new float[] {0, Math.nextDown(-1f), 0, 3})).isFalse();
    assertThat(region.upper()[0]).isGreaterThanOrEqualTo(0.2);
    assertThat(region.lower()[1]).isEqualTo(-1);
    assertThat(region.upper()[3]).isEqualTo(3);
  }

  @Test
  void roundedExamplesCountAsTheEndOfTheDomain() {
    Normalised around = new Normalised(ball(Norm.INF), of("0.4914"), of("0.2023"));
    float least = (float) (-0.4914 / 0.2023);
    float[] below = {Math.nextDown(least)};
    float[] counted = around.counted(below);
    assertThat(around.around(counted).contains(counted)).isTrue();
    assertThatThrownBy(() -> around.around(new float[] {-3})).isInstanceOf(SettingException.class);
  }

  @Test
  void anEllipsoidIsRefused() {
    assertThatThrownBy(() -> new Normalised(ball(Norm.L2), of("0"), of("1", "2")))
        .hasMessageContaining("same mean and deviation");
    Region region = new Normalised(ball(Norm.L2), of("0"), of("0.5")).around(new float[] {1, 1});
    assertThat(region.contains(new float[] {1.1f, 1.1f})).isTrue();
    assertThat(region.contains(new float[] {1.15f, 1.15f})).isFalse();
  }
}
