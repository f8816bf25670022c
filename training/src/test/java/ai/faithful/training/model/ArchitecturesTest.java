package ai.faithful.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Shape;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitecturesTest {
  @Test
  void aDescriptionReadsBackAsItself() {
    for (String spec : new String[] {"mlp:256,256", "mlp:", "cnn:8k4s2,16k4s2,64", "cnn:4k3s1"}) {
      assertThat(Architecture.parse(spec).spec()).isEqualTo(spec);
    }
    assertThat(Architecture.parse("mlp").spec()).isEqualTo("mlp:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mlp:0",
        "mlp:a",
        "mlp:8k4s2",
        "cnn:",
        "cnn:64",
        "cnn:64,8k4s2",
        "rnn:3",
        "mlp:1,",
        "mlp:-5",
        "cnn:8k0s1"
      })
  void whatIsNotADescriptionIsRefused(String spec) {
    assertThatThrownBy(() -> Architecture.parse(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("\n");
  }

  @Test
  void shapesAndParameterCounts() {
    Graph mlp = build("mlp:256,256", 1);
    assertThat(mlp.inputs().get(0).shape()).isEqualTo(Shape.of(1, 784));
    assertThat(mlp.shapeOf("logits")).isEqualTo(Shape.of(1, 10));
    assertThat(mlp.parameterCount()).isEqualTo(784 * 256 + 256 + 256 * 256 + 256 + 2560 + 10);
    assertThat(mlp.constants().keySet())
        .containsExactly(
            "layer0.weight",
            "layer0.bias",
            "layer1.weight",
            "layer1.bias",
            "layer2.weight",
            "layer2.bias");
    Graph cnn = build("cnn:8k4s2,16k4s2,64", 1);
    assertThat(cnn.shapeOf("layer0.relu")).isEqualTo(Shape.of(1, 8, 14, 14));
    assertThat(cnn.shapeOf("layer1.relu")).isEqualTo(Shape.of(1, 16, 7, 7));
    assertThat(cnn.shapeOf("logits")).isEqualTo(Shape.of(1, 10));
  }

  @Test
  void theSeedDecidesTheWeights() {
    assertThat(build("mlp:16", 7).constants()).isEqualTo(build("mlp:16", 7).constants());
    assertThat(build("mlp:16", 7).constants()).isNotEqualTo(build("mlp:16", 8).constants());
    double[] weights =
        Objects.requireNonNull(build("mlp:256", 3).constants().get("layer0.weight"))
            .value()
            .toDoubles();
    double square = 0;
    for (double w : weights) {
      square += w * w;
    }
    assertThat(square / weights.length).isBetween(0.99 / (3 * 784), 1.01 / (3 * 784));
  }

  @Test
  void aKernelLargerThanTheImageIsRefused() {
    assertThatThrownBy(() -> build("cnn:8k4s9,8k4s9,8k4s9", 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Graph build(String spec, long seed) {
    return Architectures.build(Architecture.parse(spec), Shape.of(1, 28, 28), 10, seed);
  }
}
