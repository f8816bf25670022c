package ai.faithful.verify.certificate;

import static ai.faithful.verify.certificate.ExecutedNormalisationsTest.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.onnx.OnnxReader;
import ai.faithful.onnx.proto.AttributeProto;
import ai.faithful.onnx.proto.GraphProto;
import ai.faithful.onnx.proto.ModelProto;
import ai.faithful.onnx.proto.OperatorSetIdProto;
import ai.faithful.onnx.proto.TensorProto;
import ai.faithful.onnx.proto.TensorShapeProto;
import ai.faithful.onnx.proto.TypeProto;
import ai.faithful.onnx.proto.ValueInfoProto;
import ai.faithful.verify.SettingException;
import ai.faithful.verify.bound.BoundSettings;
import ai.faithful.verify.bound.Executions;
import ai.faithful.verify.bound.Float32Execution;
import ai.faithful.verify.bound.Method;
import ai.faithful.verify.region.BoxRegion;
import ai.faithful.verify.region.FixedBox;
import ai.faithful.verify.runtime.OnnxSession;
import ai.faithful.verify.runtime.Scores;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ONNX Runtime makes of a file where that is not what the file's operators say. */
class ExecutedFilesTest {
  private static final int FLOAT = 1;
  private static final int HALF = 10;

  /** The type of an attribute that is an integer. */
  private static final int INT = 2;

  @TempDir Path folder;

  /** Confidences of a softmax are equal where logits differ by less than float32 shows at 1/2. */
  @Test
  void aLeadThatTheSoftmaxLosesIsNone() throws Exception {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("tie");
    graph.addInput(declared("x", FLOAT, 1, 1)).addOutput(declared("y", FLOAT, 1, 2));
    graph.addInitializer(tensor("w", FLOAT, new int[] {1, 2}, 0, 1));
    graph.addNode(node("MatMul", "z", "x", "w")).addNode(node("Softmax", "y", "z"));
    ModelPair pair = ModelPair.of(read(graph), read(graph));
    BoxRegion box = new BoxRegion(new double[] {2e-8f}, new double[] {4e-7f});
    CertifySettings settings =
        CertifySettings.of(new FixedBox(box)).withSemantics(Semantics.FLOAT32);
    List<Example> examples = List.of(new Example(0, new float[] {4e-7f}, 1));
    Certificate certificate = new Certifier(pair, settings).certify(examples, Progress.SILENT);
    try (OnnxSession session = pair.teacher().open()) {
      assertThat(Scores.argmax(session.run(new float[] {2e-8f}))).isZero();
    }
    assertThat(certificate.examples().get(0).agreementCertified()).isFalse();
    assertThat(certificate.summary().agreementCertified()).isZero();
    CertifySettings real = settings.withSemantics(Semantics.REAL);
    assertThat(new Certifier(pair, real).certify(examples, Progress.SILENT).examples().get(0))
        .matches(ExampleResult::agreementCertified);
  }

  @Test
  void sixteenBitInputsAreRefused() throws Exception {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("half");
    graph.addInput(declared("x", HALF, 1, 2)).addOutput(declared("y", HALF, 1, 2));
    graph.addInitializer(tensor("b", HALF, new int[] {2}, 0, 2051));
    graph.addNode(node("Add", "y", "x", "b"));
    refused(read(graph), "'x'");
  }

  /** Between an input and outputs in float32. */
  @Test
  void sixteenBitChoicesAreRefused() throws Exception {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("half between");
    graph.addInput(declared("x", FLOAT, 1, 2)).addOutput(declared("y", FLOAT, 1, 2));
    graph.addInitializer(tensor("zero", FLOAT, new int[] {}, 0));
    graph.addInitializer(tensor("a", HALF, new int[] {2}, 3, 0.1f));
    graph.addInitializer(tensor("b", HALF, new int[] {2}, 1, 2051));
    graph.addNode(node("Greater", "c", "x", "zero")).addNode(node("Where", "w", "c", "a", "b"));
    graph.addNode(node("Mul", "h", "w", "b"));
    graph.addNode(
        node("Cast", "y", "h")
            .addAttribute(AttributeProto.newBuilder().setName("to").setType(INT).setI(FLOAT)));
    refused(read(graph), "'w'");
  }

  private static void refused(OnnxModel model, String value) {
    assertThat(model.half()).isNotEmpty();
    assertThatThrownBy(() -> ExecutedGraph.of(model))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(value)
        .hasMessageContaining("16-bit");
  }

  /** The runtime makes a Gelu of its parts if constants are near to the right ones. */
  @ParameterizedTest
  @CsvSource({
    "1.4142135, 1, 0.5",
    "1.4142, 1, 0.5",
    "1.414223, 1.000009, 0.500004",
    "1.414223, 0.999991, 0.500004",
    "1.4142, 0.999991, 0.499996"
  })
  void constantsThatAreTakenForOthers(float root, float one, float half) throws Exception {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("gelu");
    graph.addInput(declared("x", FLOAT, 1, 4)).addOutput(declared("y", FLOAT, 1, 4));
    graph.addInitializer(tensor("root", FLOAT, new int[] {}, root));
    graph.addInitializer(tensor("one", FLOAT, new int[] {}, one));
    graph.addInitializer(tensor("half", FLOAT, new int[] {}, half));
    graph.addNode(node("Div", "d", "x", "root")).addNode(node("Erf", "e", "d"));
    graph.addNode(node("Add", "a", "e", "one")).addNode(node("Mul", "m", "x", "a"));
    graph.addNode(node("Mul", "y", "m", "half"));
    Graph stored = ExecutedGraph.of(read(graph));
    Random random = new Random(7);
    for (int point = 0; point < 12; point++) {
      float[] x = new float[4];
      double[] exact = new double[4];
      for (int i = 0; i < 4; i++) {
        x[i] = (float) (2 * random.nextGaussian());
        exact[i] = x[i];
      }
      Graph enclosed = Float32Execution.enclose(stored, List.of(exact), List.of(exact));
      NetworkBounds.Ends ends = ends(enclosed, exact);
      for (float[] y : Executions.of(bytes(graph), stored.inputs().get(0), List.of(x))) {
        for (int j = 0; j < 4; j++) {
          assertThat((double) y[j])
              .as("point %d, output %d", point, j)
              .isBetween(
                  Objects.requireNonNull(ends.lower()[0])[j],
                  Objects.requireNonNull(ends.upper()[0])[j]);
        }
      }
    }
  }

  private static NetworkBounds.Ends ends(Graph graph, double[] x) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        NetworkBounds bounds = new NetworkBounds(graph, manager, BoundSettings.CROWN)) {
      BoxRegion point = new BoxRegion(x, x);
      return bounds.ends(bounds.intermediate(List.of(point), Method.CROWN), graph.outputs().get(0));
    }
  }

  private OnnxModel read(GraphProto.Builder graph) throws Exception {
    return OnnxReader.read(Files.write(folder.resolve(graph.getName() + ".onnx"), bytes(graph)));
  }

  private static byte[] bytes(GraphProto.Builder graph) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private static TensorProto tensor(String name, int type, int[] dims, float... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type);
    for (int dim : dims) {
      tensor.addDims(dim);
    }
    for (float value : values) {
      if (type == FLOAT) {
        tensor.addFloatData(value);
      } else {
        tensor.addInt32Data(Fp16Conversions.floatToFp16(value) & 0xffff);
      }
    }
    return tensor.build();
  }

  private static ValueInfoProto declared(String name, int type, int... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int dim : dims) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dim));
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
