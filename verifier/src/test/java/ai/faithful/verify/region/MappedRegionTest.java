package ai.faithful.verify.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.verify.SettingException;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MappedRegionTest {
  private static final BigDecimal LOW = new BigDecimal("-0.1");
  private static final BigDecimal HIGH = new BigDecimal("0.2");

  @Test
  void whatComesOutIsInside() {
    Random random = new Random(2);
    float[] x = new float[40];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat();
    }
    List<Double> ramp = random.doubles(x.length, -1, 1).boxed().toList();
    InputMap map =
        new InputMap(
            List.of(
                new InputMap.Brightness(LOW, HIGH),
                InputMap.Contrast.ofFactors(new BigDecimal("0.8"), new BigDecimal("1.3")),
                new InputMap.Direction(LOW, HIGH, ramp)));
    Region region = map.around(x);
    assertThat(region.contains(x)).isTrue();
    for (int k = 0; k < 300; k++) {
      float[] member = region.random(random);
      assertThat(region.contains(member)).isTrue();
      double[] gradient = random.doubles(x.length, -1, 1).toArray();
      assertThat(region.contains(region.nearest(region.extreme(gradient)))).isTrue();
      for (int i = 0; i < x.length; i++) {
        assertThat((double) member[i]).isBetween(region.lower()[i], region.upper()[i]);
      }
      member[k % x.length] += 1e-3f;
      assertThat(region.contains(member)).isFalse();
    }
  }

  @Test
  void brightnessBeyondItsEndIsOutside() {
    float[] x = {0.25f, 0.5f, 0.75f};
    Region region = new InputMap(List.of(new InputMap.Brightness(LOW, HIGH))).around(x);
    assertThat(region.contains(new float[] {0.375f, 0.625f, 0.875f})).isTrue();
    assertThat(region.contains(new float[] {0.5f, 0.75f, 1f})).isFalse();
    assertThat(region.contains(new float[] {0.125f, 0.375f, 0.625f})).isFalse();
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> new InputMap.Brightness(HIGH, LOW)).hasMessageContaining("empty");
    assertThatThrownBy(() -> new InputMap.Brightness(HIGH, HIGH))
        .hasMessageContaining("leaves out the example");
    assertThatThrownBy(
            () ->
                new InputMap(
                        List.of(new InputMap.Direction(LOW, HIGH, Collections.nCopies(3, 1.0))))
                    .around(new float[4]))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("3 elements");
  }
}
