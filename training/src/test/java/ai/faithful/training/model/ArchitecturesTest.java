package ai.faithful.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
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
  void namedNetworksAreThoseOfTheLiterature() {
    assertThat(Architecture.parse("cnn_2layer:4").spec()).isEqualTo("cnn:16k4s2,32k4s2,128");
    assertThat(Architecture.parse("cnn_4layer").spec())
        .isEqualTo("cnn:8k3s1,8k4s2,16k3s1,16k4s2,512,512");
    assertThat(Architecture.parse("cnn7").spec())
        .isEqualTo("cnn+bn:64k3s1,64k3s1,128k3s2,128k3s1,128k3s1,512");
    for (String spec : new String[] {"cnn+bn:4k3s2,16", "resnet:4,2", "resnet+bn:4,1"}) {
      assertThat(Architecture.parse(spec).spec()).isEqualTo(spec);
      assertThat(build(spec, 1).shapeOf("logits")).isEqualTo(Shape.of(1, 10));
    }
    for (String wrong : new String[] {"cnn7:1,2", "resnet:8", "resnet:8k3s1", "mlp+bn:4"}) {
      assertThatThrownBy(() -> Architecture.parse(wrong)).hasMessageContaining("cnn7:16");
    }
  }

  @Test
  void aNormalisedLayerFoldsIntoItsWeights() {
    Trainable model =
        Architectures.build(Architecture.parse("resnet+bn:2,1"), Shape.of(1, 6, 6), 3, 5);
    Map<String, Constant> constants = new LinkedHashMap<>(model.graph().constants());
    Random random = new Random(9);
    for (Trainable.Norm norm : model.norms()) {
      for (String name : new String[] {norm.scale(), norm.shift()}) {
        Shape shape = model.graph().shapeOf(name);
        float[] elements = new float[shape.size()];
        for (int i = 0; i < elements.length; i++) {
          elements[i] = 2 * random.nextFloat() - 1;
        }
        constants.put(name, Constant.exact(Tensor.ofFloats(shape, elements)));
      }
    }
    Graph trained =
        new Graph(
            "trained",
            model.graph().inputs(),
            constants,
            model.graph().nodes(),
            model.graph().outputs());
    Graph folded = model.folded(trained);
    assertThat(folded.nodes()).noneMatch(node -> node.op() instanceof Op.Mul);
    assertThat(model.norms()).hasSize(5);
    double[] image = random.doubles(36).toArray();
    assertThat(new Evaluator(folded).run(image))
        .containsExactly(new Evaluator(trained).run(image), within(1e-6));
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
    return Architectures.build(Architecture.parse(spec), Shape.of(1, 28, 28), 10, seed).graph();
  }
}
