package ai.faithful.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import ai.faithful.onnx.op.Selection;
import ai.faithful.onnx.proto.AttributeProto;
import ai.faithful.onnx.proto.GraphProto;
import ai.faithful.onnx.proto.NodeProto;
import ai.faithful.onnx.proto.OperatorSetIdProto;
import ai.faithful.onnx.proto.SparseTensorProto;
import ai.faithful.onnx.proto.TensorProto;
import ai.faithful.onnx.proto.ValueInfoProto;
import ai.faithful.onnx.tensor.TensorEncoder;
import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What concerns a graph as a whole: branches, storage of tensors, order, choice of ends. */
class GraphLevelTest {
  @TempDir Path folder = Path.of("");

  @Test
  void aBranchWithAKnownCondition() throws Exception {
    for (boolean condition : new boolean[] {true, false}) {
      GraphProto plus =
          branch("Add", "plus")
              .addInitializer(
                  TensorEncoder.float32("one", Tensor.ofFloats(Shape.of(1), condition ? 1f : 2f)))
              .build();
      ModelFixture fixture =
          new ModelFixture(17)
              .input("x", 1, 2)
              .node("Relu", "x", "one")
              .initialiser(bool("flag", condition))
              .output("y", 1, 2);
      fixture.graph.setNode(0, fixture.graph.getNode(0).toBuilder().setOutput(0, "r"));
      fixture.graph.addNode(
          NodeProto.newBuilder()
              .setOpType("If")
              .addInput("flag")
              .addOutput("y")
              .addAttribute(graph("then_branch", plus))
              .addAttribute(
                  graph(
                      "else_branch",
                      branch("Mul", "times")
                          .addInitializer(
                              TensorEncoder.float32("one", Tensor.ofFloats(Shape.of(1), 3f)))
                          .build())));
      Agreement.check(fixture.read(folder));
    }
  }

  @Test
  void aBranchWithAConditionFromTheData() {
    ModelFixture fixture = new ModelFixture(17).input("x", 1, 2).output("y", 1, 2);
    fixture.graph.addNode(
        NodeProto.newBuilder()
            .setOpType("If")
            .setName("choice")
            .addInput("x")
            .addOutput("y")
            .addAttribute(graph("then_branch", GraphProto.getDefaultInstance()))
            .addAttribute(graph("else_branch", GraphProto.getDefaultInstance())));
    assertThatThrownBy(() -> fixture.read(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("'choice' (ai.onnx If")
        .hasMessageContaining("its condition depends on the data");
  }

  @Test
  void aNodeOfTooManyOperandsIsRefused() {
    ModelFixture fixture = new ModelFixture(17).input("x", 1, 2).output("y", 1, 2);
    fixture.node("Sum", "x ".repeat(5000).strip(), "y");
    assertThatThrownBy(() -> fixture.read(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("has 5000 inputs and 1 outputs (accepted: at most 4096 of each)");
  }

  /** They are decoded by several processors; what is said of them is in the file's order. */
  @Test
  void largeInitialisersAreDefinedInOrder() throws Exception {
    int size = 1 << 20;
    ModelFixture fixture = new ModelFixture(17).input("x", 1, 1).output("y", 1, size);
    for (int i = 0; i < 4; i++) {
      float[] weights = new float[size];
      weights[i] = i + 1;
      fixture.initialiser(
          TensorEncoder.float32("w" + i, Tensor.ofFloats(Shape.of(1, size), weights)));
      fixture.node("Add", (i == 0 ? "x" : "h" + (i - 1)) + " w" + i, i == 3 ? "y" : "h" + i);
    }
    double[] y = new Evaluator(fixture.read(folder).graph()).run(new double[] {10});
    assertThat(y).startsWith(11, 12, 13, 14, 10);
    for (int i : new int[] {1, 3}) {
      float[] broken = new float[size];
      broken[7] = Float.NaN;
      fixture.graph.setInitializer(
          i, TensorEncoder.float32("w" + i, Tensor.ofFloats(Shape.of(1, size), broken)));
    }
    assertThatThrownBy(() -> fixture.read(folder))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageMatching(".*'w1' .*holds NaN at element 7.*'w3' .*holds NaN at element 7.*");
  }

  @Test
  void sparseTensorsByPositionAndByCoordinate() throws Exception {
    TensorProto values = TensorEncoder.float32("s", Tensor.ofFloats(Shape.of(2), 5f, 7f));
    SparseTensorProto.Builder flat =
        SparseTensorProto.newBuilder()
            .setValues(values)
            .setIndices(TensorEncoder.int64("", 1, 5))
            .addDims(2)
            .addDims(3);
    OnnxModel byPosition =
        sparse(flat.build(), values.toBuilder().setName("t").build()).read(folder);
    assertThat(weights(byPosition)).containsExactly(0, 5, 0, 0, 0, 7);
    TensorProto coordinates =
        TensorEncoder.int64("", 0, 1, 1, 2).toBuilder().clearDims().addDims(2).addDims(2).build();
    OnnxModel byCoordinate =
        sparse(flat.setIndices(coordinates).build(), values.toBuilder().setName("t").build())
            .read(folder);
    assertThat(weights(byCoordinate)).containsExactly(0, 5, 0, 0, 0, 7);
    Agreement.check(byCoordinate);
    for (long[] wrong : new long[][] {{5, 1}, {1, 1}, {1, 6}, {-1, 2}}) {
      SparseTensorProto bad = flat.setIndices(TensorEncoder.int64("", wrong)).build();
      assertThatThrownBy(() -> sparse(bad, values.toBuilder().setName("t").build()).read(folder))
          .isInstanceOf(InvalidModelException.class)
          .hasMessageContaining("initialiser 's' is sparse");
    }
    SparseTensorProto huge = flat.clearDims().addDims(1 << 15).addDims(1 << 15).build();
    assertThatThrownBy(() -> sparse(huge, values.toBuilder().setName("t").build()).read(folder))
        .isInstanceOf(ModelException.class);
  }

  private static float[] weights(OnnxModel model) {
    return Objects.requireNonNull(model.graph().constants().get("s")).value().toFloats();
  }

  private static ModelFixture sparse(SparseTensorProto tensor, TensorProto other) {
    ModelFixture fixture =
        new ModelFixture(17)
            .input("x", 1, 2)
            .node("MatMul", "x s", "y")
            .initialiser(other)
            .output("y", 1, 3);
    fixture.graph.addSparseInitializer(tensor);
    return fixture;
  }

  @Test
  void narrowIntegersArePackedFromTheLowestBitsOn() throws Exception {
    TensorProto nibbles =
        TensorProto.newBuilder()
            .setName("i")
            .setDataType(22)
            .addDims(3)
            .setRawData(ByteString.copyFrom(new byte[] {(byte) 0x7f, 0x08}))
            .build();
    OnnxModel model = cast(nibbles).read(folder);
    assertThat(model.graph().constants().values().iterator().next().value().toDoubles())
        .containsExactly(-1, 7, -8);
    Agreement.check(model);
    TensorProto unsigned =
        nibbles.toBuilder()
            .setDataType(21)
            .clearRawData()
            .addInt32Data(0x7f)
            .addInt32Data(8)
            .build();
    assertThat(
            cast(unsigned)
                .read(folder)
                .graph()
                .constants()
                .values()
                .iterator()
                .next()
                .value()
                .toDoubles())
        .containsExactly(15, 7, 8);
  }

  private static ModelFixture cast(TensorProto tensor) {
    return new ModelFixture(21)
        .input("x", 1, 3)
        .initialiser(tensor)
        .node("Cast", "i", "f", ModelFixture.integer("to", 1))
        .node("Add", "x f", "y")
        .output("y", 1, 3);
  }

  @Test
  void nodesOutOfOrderAndAnOperatorSetImportedTwice() throws Exception {
    ModelFixture fixture =
        new ModelFixture(17)
            .input("x", 1, 2)
            .node("Relu", "h", "y")
            .node("Neg", "x", "h")
            .output("y", 1, 2);
    fixture.model.addOpsetImport(
        OperatorSetIdProto.newBuilder().setDomain("ai.onnx").setVersion(17));
    assertThat(fixture.read(folder).warnings())
        .anyMatch(w -> w.contains("not in topological order"))
        .anyMatch(w -> w.contains("imported twice"));
    fixture.model.addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13));
    assertThatThrownBy(() -> fixture.read(folder))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("both version 17 and 13");
  }

  @Test
  void oneInputStaysOpenTheOthersAreBound() throws Exception {
    Path file = folder.resolve("two.onnx");
    Files.write(
        file,
        new ModelFixture(17)
            .input("a", "N", 2)
            .input("b", "N", 2)
            .node("Mul", "a b", "y")
            .output("y", "N", 2)
            .bytes());
    assertThat(OnnxReader.read(file).graph().inputs()).hasSize(2);
    assertThatThrownBy(
            () -> OnnxReader.read(file, new Selection(Optional.of("a"), List.of(), Map.of())))
        .hasMessageContaining("besides 'a' it has the inputs 'b'");
    Map<String, Tensor> bound = Map.of("b", Tensor.ofFloats(Shape.of(1, 2), 3, 4));
    OnnxModel model = OnnxReader.read(file, new Selection(Optional.of("a"), List.of(), bound));
    assertThat(model.graph().inputs()).hasSize(1);
    Agreement.check(model, bound);
    assertThatThrownBy(
            () ->
                OnnxReader.read(
                    file,
                    new Selection(
                        Optional.empty(), List.of(), Map.of("c", Tensor.ofFloats(Shape.of(1), 1)))))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("has no input 'c' (accepted: 'a', 'b')");
    assertThatThrownBy(
            () ->
                OnnxReader.read(
                    file,
                    new Selection(
                        Optional.empty(),
                        List.of(),
                        Map.of("b", Tensor.ofFloats(Shape.of(1, 3), 1, 2, 3)))))
        .hasMessageContaining("bound to a tensor [1,3]");
  }

  @Test
  void anOutputByName() throws Exception {
    Path file = folder.resolve("outputs.onnx");
    Files.write(
        file,
        new ModelFixture(17)
            .input("x", 1, 2)
            .node("Relu", "x", "h")
            .node("Frobnicate", "h", "z")
            .node("Neg", "h", "y")
            .output("y", 1, 2)
            .output("z", 1, 2)
            .bytes());
    assertThatThrownBy(() -> OnnxReader.read(file)).hasMessageContaining("'n_z'");
    OnnxModel model =
        OnnxReader.read(file, new Selection(Optional.empty(), List.of("y"), Map.of()));
    assertThat(model.graph().outputs()).containsExactly("y");
    OnnxModel within =
        OnnxReader.read(file, new Selection(Optional.empty(), List.of("h"), Map.of()));
    assertThat(within.graph().outputs()).containsExactly("h");
    assertThat(ExposedOutputs.of(within)).containsExactly("h");
    assertThatThrownBy(
            () -> OnnxReader.read(file, new Selection(Optional.empty(), List.of("q"), Map.of())))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("has no value 'q' to be an output (accepted: ['y', 'z']");
  }

  @Test
  void theScoresBehindALabel() throws Exception {
    ModelFixture fixture =
        new ModelFixture(17)
            .input("x", 1, 3)
            .node("Neg", "x", "scores")
            .node("ArgMax", "scores", "label", ModelFixture.integer("axis", 1));
    fixture.graph.addOutput(ModelFixture.declared("label", 7, 1, 1));
    OnnxModel model = fixture.read(folder);
    assertThat(model.graph().outputs()).containsExactly("scores");
    assertThat(model.warnings()).anyMatch(w -> w.contains("'label' is a class label"));
    Agreement.check(model);
  }

  private static GraphProto.Builder branch(String type, String result) {
    return GraphProto.newBuilder()
        .setName(result)
        .addNode(
            NodeProto.newBuilder().setOpType(type).addInput("r").addInput("one").addOutput(result))
        .addOutput(
            ValueInfoProto.newBuilder()
                .setName(result)
                .setType(ModelFixture.declared(result, 1, 1, 2).getType()));
  }

  private static AttributeProto graph(String name, GraphProto graph) {
    return AttributeProto.newBuilder().setName(name).setType(5).setG(graph).build();
  }

  private static TensorProto bool(String name, boolean value) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(9)
        .addInt32Data(value ? 1 : 0)
        .build();
  }
}
