package ai.faithful.verify.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.verify.SettingException;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoxRegionTest {

  @ParameterizedTest
  @ValueSource(strings = {"0", "1e-30", "0.01", "0.02", "0.1", "0.3333333333333333333", "1", "5"})
  void enclosesTheRealRegionAndLeavesFloatsInside(String text) {
    BigDecimal eps = Epsilon.parse(text).above();
    Random random = new Random(7);
    float[] x = new float[200];
    for (int i = 0; i < x.length; i++) {
      x[i] = i == 0 ? 0 : i == 1 ? 1 : i == 2 ? Float.MIN_VALUE : random.nextFloat();
    }
    BoxRegion region = BoxRegion.linf(x, eps, Domain.UNIT);
    for (int i = 0; i < x.length; i++) {
      BigDecimal least = new BigDecimal(x[i]).subtract(eps).max(BigDecimal.ZERO);
      BigDecimal most = new BigDecimal(x[i]).add(eps).min(BigDecimal.ONE);
      double lower = region.lower()[i];
      double upper = region.upper()[i];
      assertThat(new BigDecimal(lower)).isLessThanOrEqualTo(least);
      assertThat(new BigDecimal(Math.nextUp(lower))).isGreaterThan(least);
      assertThat(new BigDecimal(upper)).isGreaterThanOrEqualTo(most);
      assertThat(new BigDecimal(Math.nextDown(upper))).isLessThan(most);
      float inner = region.floatLower()[i];
      float outer = region.floatUpper()[i];
      assertThat(new BigDecimal(inner)).isGreaterThanOrEqualTo(least);
      assertThat(new BigDecimal(Math.nextDown(inner))).isLessThan(least);
      assertThat(new BigDecimal(outer)).isLessThanOrEqualTo(most);
      assertThat(new BigDecimal(Math.nextUp(outer))).isGreaterThan(most);
    }
    assertThat(region.contains(x)).isTrue();
    x[5] = 2;
    assertThat(region.contains(x)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.1", "NaN", "Infinity", "", "abc", "0,02", "1e999999999"})
  void refusesARadiusThatIsNone(String text) {
    assertThatThrownBy(() -> Epsilon.parse(text))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("epsilon")
        .hasMessageNotContaining("\n");
  }

  @Test
  void refusesAnExampleOutsideItsDomain() {
    assertThatThrownBy(() -> BoxRegion.linf(new float[] {0, 255}, BigDecimal.ZERO, Domain.UNIT))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("element 1");
    assertThatThrownBy(
            () -> BoxRegion.linf(new double[] {Double.NaN}, BigDecimal.ZERO, Domain.UNIT))
        .isInstanceOf(SettingException.class);
  }

  @Test
  void refusesABoxWithoutFloats() {
    double third = 1.0 / 3;
    assertThatThrownBy(() -> new BoxRegion(new double[] {third}, new double[] {third}))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("float32");
    assertThatThrownBy(() -> new BoxRegion(new double[] {1}, new double[] {0}))
        .isInstanceOf(SettingException.class);
  }
}
