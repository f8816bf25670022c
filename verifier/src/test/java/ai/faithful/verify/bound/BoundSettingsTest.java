package ai.faithful.verify.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.faithful.verify.SettingException;
import org.junit.jupiter.api.Test;

class BoundSettingsTest {
  @Test
  void devicesByName() {
    try (NDManager manager = on("cpu").newManager()) {
      assertThat(manager.getDevice().isGpu()).isFalse();
    }
    // More than any machine has.
    assertThatThrownBy(() -> on("gpu:999").newManager())
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("gpu:999: the tensor engine sees");
    assertThatThrownBy(() -> on("gpu0")).isInstanceOf(SettingException.class);
  }

  private static BoundSettings on(String device) {
    BoundSettings crown = BoundSettings.CROWN;
    return new BoundSettings(
        crown.method(),
        crown.iterations(),
        crown.precision(),
        device,
        crown.memory(),
        crown.threads());
  }
}
