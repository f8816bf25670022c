package ai.faithful.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.ir.Node;
import ai.faithful.ir.Shape;
import ai.faithful.ir.pass.Passes;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where by comparisons of data: as ONNX Runtime has it, and recognised as what it is. */
class ChoiceTest {
  @TempDir Path folder = Path.of("");

  static Stream<Arguments> choices() {
    return Stream.of(
        choice("Greater x zero", "x m", "LeakyRelu"),
        choice("Less x zero", "m x", "LeakyRelu"),
        choice("GreaterOrEqual x zero", "x m", "LeakyRelu"),
        choice("LessOrEqual x zero", "m x", "LeakyRelu"),
        choice("Less zero x", "x m", "LeakyRelu"),
        choice("Greater x zero", "x zero", "Relu"),
        choice("Less x zero", "zero x", "Relu"),
        choice("Greater x half", "x zero", "ThresholdedRelu"),
        choice("LessOrEqual x half", "zero x", "ThresholdedRelu"),
        choice("Greater half x", "zero x", "Step"),
        choice("GreaterOrEqual x half", "x zero", "Step"),
        choice("Greater x half", "m x", "Step"),
        choice("Less x m", "half x", "Step"));
  }

  private static Arguments choice(String condition, String values, String simplified) {
    String[] parts = condition.split(" ", 2);
    ModelFixture fixture =
        new ModelFixture(16)
            .input("x", 2, 5)
            .anyOutput("y")
            .floats("zero", Shape.SCALAR, 0)
            .floats("half", Shape.SCALAR, 0.5f)
            .floats("slope", Shape.of(1), 0.1f)
            .node("Mul", "x slope", "m")
            .node(parts[0], parts[1], "c")
            .node("Where", "c " + values, "y");
    return Arguments.of(condition + " ? " + values, fixture, simplified);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("choices")
  void areReadAndRecognised(String name, ModelFixture fixture, String simplified) throws Exception {
    OnnxModel model = fixture.read(folder);
    Agreement.check(model);
    List<Node> nodes = Passes.simplify(model.graph()).nodes();
    List<String> names = nodes.stream().map(node -> node.op().name()).toList();
    if (simplified.equals("Step")) {
      assertThat(names).contains("Step"); // With what is chosen from around it.
    } else {
      assertThat(names).containsExactly(simplified);
    }
  }

  @Test
  void booleansOfDataAreNumbersOnlyByACast() throws Exception {
    ModelFixture cast =
        new ModelFixture(16)
            .input("x", 2, 5)
            .anyOutput("y")
            .floats("half", Shape.SCALAR, 0.5f)
            .node("Less", "x half", "c")
            .node("Cast", "c", "y", ModelFixture.integer("to", 1));
    Agreement.check(cast.read(folder));
    ModelFixture output =
        new ModelFixture(16)
            .input("x", 2, 5)
            .anyOutput("c")
            .floats("half", Shape.SCALAR, 0.5f)
            .node("Less", "x half", "c");
    assertThatThrownBy(() -> output.read(folder)).isInstanceOf(UnsupportedModelException.class);
    ModelFixture equal =
        new ModelFixture(16)
            .input("x", 2, 5)
            .anyOutput("y")
            .floats("half", Shape.SCALAR, 0.5f)
            .node("Equal", "x half", "c")
            .node("Where", "c x half", "y");
    assertThatThrownBy(() -> equal.read(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("compares what depends on the data");
  }
}
