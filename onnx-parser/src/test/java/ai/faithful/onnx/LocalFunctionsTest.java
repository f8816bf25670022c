package ai.faithful.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import ai.faithful.onnx.proto.AttributeProto;
import ai.faithful.onnx.proto.FunctionProto;
import ai.faithful.onnx.proto.NodeProto;
import ai.faithful.onnx.proto.OperatorSetIdProto;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators that a model defines itself are read as ONNX Runtime reads them. */
class LocalFunctionsTest {
  @TempDir Path folder = Path.of("");

  @Test
  void nestedWithAttributesOfTheCallerAndDefaults() throws Exception {
    ModelFixture fixture = calling("outer", ModelFixture.integer("turn", 1));
    fixture.model.addFunctions(
        function("outer", List.of("a", "b"), List.of("c", "d"))
            .addAttribute("turn")
            .addNode(node("layer", "mine", "a b", "h", reference("transB", 2, "turn")))
            .addNode(node("layer", "mine", "a b", "d", reference("transB", 2, "turn")))
            .addNode(node("Relu", "", "h", "c")));
    fixture.model.addFunctions(
        function("layer", List.of("x", "w", "bias"), List.of("y"))
            .addAttributeProto(ModelFixture.real("scale", 0.5f))
            .addAttribute("transB")
            .addNode(
                node(
                    "Gemm",
                    "",
                    "x w bias",
                    "y",
                    reference("transB", 2, "transB"),
                    reference("alpha", 1, "scale"))));
    OnnxModel model = fixture.read(folder);
    assertThat(model.graph().nodes()).hasSizeGreaterThan(4);
    Agreement.check(model);
  }

  @Test
  void aFunctionFollowsItsOwnOperatorSet() throws Exception {
    // Softmax of opset 11 normalises over all axes from 1 on, of 13 over the last.
    ModelFixture fixture =
        new ModelFixture(17)
            .input("x", 1, 2, 3)
            .node("Softmax", "x", "s")
            .output("s", 1, 2, 3)
            .output("y", 1, 2, 3);
    fixture.model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("mine").setVersion(1));
    fixture.graph.addNode(node("old", "mine", "x", "y"));
    fixture.model.addFunctions(
        FunctionProto.newBuilder()
            .setName("old")
            .setDomain("mine")
            .addInput("x")
            .addOutput("y")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(11))
            .addNode(node("Softmax", "", "x", "y")));
    OnnxModel model = fixture.read(folder);
    Tensor x = Tensor.ofFloats(Shape.of(1, 2, 3), 1, 2, 3, 4, 5, 6);
    Map<String, Tensor> out = new Evaluator(model.graph()).run(Map.of("x", x));
    double all = 0;
    for (double p : Objects.requireNonNull(out.get("y")).toDoubles()) {
      all += p;
    }
    assertThat(all).isCloseTo(1, Offset.offset(1e-12));
  }

  @Test
  void recursionIsRefused() {
    ModelFixture fixture = calling("outer");
    fixture.model.addFunctions(
        function("outer", List.of("a", "b"), List.of("c", "d"))
            .addNode(node("inner", "mine", "a b", "c d")));
    fixture.model.addFunctions(
        function("inner", List.of("a", "b"), List.of("c", "d"))
            .addNode(node("outer", "mine", "a b", "c d")));
    assertThatThrownBy(() -> fixture.read(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("in the function 'mine.inner'")
        .hasMessageContaining("'mine.outer' calls itself");
  }

  @Test
  void functionsThatMultiplyAreRefusedInTime() {
    ModelFixture fixture = calling("f0");
    for (int i = 0; i < 40; i++) {
      String next = "f" + (i + 1);
      fixture.model.addFunctions(
          function("f" + i, List.of("a", "b"), List.of("c", "d"))
              .addNode(node(next, "mine", "a b", "c e"))
              .addNode(node(next, "mine", "a b", "d f")));
    }
    fixture.model.addFunctions(
        function("f40", List.of("a", "b"), List.of("c", "d"))
            .addNode(node("Relu", "", "a", "c"))
            .addNode(node("Relu", "", "a", "d")));
    assertThatThrownBy(() -> fixture.read(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("has more than 262144 nodes");
  }

  @Test
  void functionsThatNestWithoutEndAreRefused() {
    ModelFixture fixture = calling("f0");
    int last = 5000;
    for (int i = 0; i < last; i++) {
      fixture.model.addFunctions(
          function("f" + i, List.of("a", "b"), List.of("c", "d"))
              .addNode(node("f" + (i + 1), "mine", "a b", "c d")));
    }
    fixture.model.addFunctions(
        function("f" + last, List.of("a", "b"), List.of("c", "d"))
            .addNode(node("Relu", "", "a", "c"))
            .addNode(node("Relu", "", "a", "d")));
    assertThatThrownBy(() -> fixture.read(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("more than 64 deep");
  }

  @Test
  void whatIsNotSupportedIsNamedWithItsFunction() {
    ModelFixture fixture = calling("outer");
    fixture.model.addFunctions(
        function("outer", List.of("a", "b"), List.of("c", "d"))
            .addNode(node("Frobnicate", "", "a", "c"))
            .addNode(node("Nowhere", "theirs", "b", "d")));
    assertThatThrownBy(() -> fixture.read(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("in the function 'mine.outer': the node that makes 'c'")
        .hasMessageContaining("theirs Nowhere")
        .hasMessageContaining("nor does the model define the operator");
  }

  /** x [1,2] and w [2,2] through a function of two outputs, which are the model's. */
  private static ModelFixture calling(String function, AttributeProto... attributes) {
    ModelFixture fixture =
        new ModelFixture(17)
            .input("x", 1, 2)
            .floats("w", Shape.of(2, 2), 1, -2, 3, 4)
            .output("c", 1, 2)
            .output("d", 1, 2);
    fixture.model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("mine").setVersion(1));
    fixture.graph.addNode(node(function, "mine", "x w", "c d", attributes));
    return fixture;
  }

  private static FunctionProto.Builder function(
      String name, List<String> inputs, List<String> outputs) {
    return FunctionProto.newBuilder()
        .setName(name)
        .setDomain("mine")
        .addAllInput(inputs)
        .addAllOutput(outputs)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("mine").setVersion(1));
  }

  private static NodeProto node(
      String type, String domain, String inputs, String outputs, AttributeProto... attributes) {
    return NodeProto.newBuilder()
        .setOpType(type)
        .setDomain(domain)
        .addAllInput(List.of(inputs.split(" ")))
        .addAllOutput(List.of(outputs.split(" ")))
        .addAllAttribute(List.of(attributes))
        .build();
  }

  private static AttributeProto reference(String name, int type, String to) {
    return AttributeProto.newBuilder().setName(name).setType(type).setRefAttrName(to).build();
  }
}
