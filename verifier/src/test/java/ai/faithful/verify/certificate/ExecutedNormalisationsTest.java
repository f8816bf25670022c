package ai.faithful.verify.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.onnx.OnnxReader;
import ai.faithful.onnx.proto.AttributeProto;
import ai.faithful.onnx.proto.GraphProto;
import ai.faithful.onnx.proto.ModelProto;
import ai.faithful.onnx.proto.NodeProto;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Normalisations, quotients and choices as ONNX Runtime executes them, however much cancels in
 * their variances: no output leaves the bounds, with no tolerance.
 */
class ExecutedNormalisationsTest {
  private static final int GROUPS = 2;
  private static final int SIZE = 6;

  /** Types of attributes. */
  private static final int INT = 2;

  private static final int INTS = 7;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "LayerNormalization, 17, 0",
    "LayerNormalization, 17, 20",
    "decomposed, 17, 0",
    "decomposed, 17, 20",
    "InstanceNormalization, 17, 0",
    "InstanceNormalization, 17, 20",
    "GroupNormalization, 21, 0",
    "GroupNormalization, 21, 20",
    "quotient, 17, 20",
    "choice, 17, 20"
  })
  void executionsStayInside(String type, int opset, float shift) throws Exception {
    Random random = new Random(11);
    byte[] model = model(type, opset, shift, random).toByteArray();
    Path file = Files.write(folder.resolve("model.onnx"), model);
    Graph graph = ExecutedGraph.of(OnnxReader.read(file));
    Input input = graph.inputs().get(0);
    for (double eps : new double[] {0, 1e-3, 0.05}) {
      double[] low = random.doubles(GROUPS * SIZE).map(v -> (float) v).toArray();
      double[] high = Arrays.stream(low).map(v -> (float) (v + eps)).toArray();
      Graph enclosed = Float32Execution.enclose(graph, List.of(low), List.of(high));
      List<float[]> outputs = Executions.of(model, input, points(random, low, high));
      for (Method method : List.of(Method.IBP, Method.FORWARD, Method.CROWN)) {
        inside(enclosed, method, low, high, outputs);
      }
    }
  }

  /** Where so much cancels that the runtime may take the root of a negative number. */
  @Test
  void variancesThatRoundingMayTurnNegativeAreRefused() throws Exception {
    for (String type : List.of("LayerNormalization", "decomposed")) {
      byte[] model = model(type, 17, 300, new Random(11)).toByteArray();
      Graph graph =
          ExecutedGraph.of(OnnxReader.read(Files.write(folder.resolve("model.onnx"), model)));
      List<double[]> point = List.of(new double[GROUPS * SIZE]);
      assertThatThrownBy(() -> Float32Execution.enclose(graph, point, point))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("may leave the range of float32");
    }
  }

  private static void inside(
      Graph enclosed, Method method, double[] low, double[] high, List<float[]> outputs) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        NetworkBounds bounds =
            new NetworkBounds(enclosed, manager, BoundSettings.CROWN.withMethod(method))) {
      NetworkBounds.Ends ends =
          bounds.ends(
              bounds.intermediate(List.of(new BoxRegion(low, high)), method),
              enclosed.outputs().get(0));
      for (float[] y : outputs) {
        for (int j = 0; j < y.length; j++) {
          double lower = Objects.requireNonNull(ends.lower()[0])[j];
          double upper = Objects.requireNonNull(ends.upper()[0])[j];
          assertThat((double) y[j]).as(method + " " + j).isBetween(lower, upper);
          assertThat(method == Method.IBP || upper - lower < 1e3).as("finite").isTrue();
        }
      }
    }
  }

  private static List<float[]> points(Random random, double[] low, double[] high) {
    List<float[]> points = new ArrayList<>();
    for (int p = 0; p < 30; p++) {
      float[] x = new float[low.length];
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) (random.nextBoolean() ? low[i] : high[i]);
      }
      points.add(x);
    }
    return points;
  }

  /** x + shift, then the operator over rows of {@value #SIZE}, then a matrix. */
  private static ModelProto model(String type, int opset, float shift, Random random) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("normalised");
    graph.addInput(declared("x", 1, GROUPS, SIZE)).addOutput(declared("y", 1, 3));
    graph.addInitializer(floats("shift", new float[] {shift}, 1));
    graph.addInitializer(floats("w", normal(random, GROUPS * SIZE * 3), GROUPS * SIZE, 3));
    graph.addNode(node("Add", "shifted", "x", "shift"));
    boolean rows = type.equals("LayerNormalization") || type.equals("decomposed");
    int size = rows ? SIZE : GROUPS;
    if (rows || type.endsWith("Normalization")) {
      graph.addInitializer(floats("scale", normal(random, size), size));
      graph.addInitializer(floats("offset", normal(random, size), size));
    }
    switch (type) {
      case "LayerNormalization", "InstanceNormalization" ->
          graph.addNode(node(type, "n", "shifted", "scale", "offset"));
      case "GroupNormalization" ->
          graph.addNode(
              node(type, "n", "shifted", "scale", "offset")
                  .addAttribute(
                      AttributeProto.newBuilder().setName("num_groups").setType(INT).setI(GROUPS)));
      case "decomposed" -> decomposed(graph);
      case "quotient" -> {
        graph.addNode(node("Exp", "e", "x"));
        graph.addNode(node("Div", "n", "shifted", "e"));
      }
      default -> {
        graph.addInitializer(floats("half", new float[] {shift + 0.5f}, 1));
        graph.addNode(node("Less", "c", "shifted", "half"));
        graph.addNode(node("Mul", "square", "x", "x"));
        graph.addNode(node("Where", "n", "c", "shifted", "square"));
      }
    }
    graph.addNode(node("Flatten", "flat", "n"));
    graph.addNode(node("MatMul", "y", "flat", "w"));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .setGraph(graph)
        .build();
  }

  /** What exporters write, and the runtime makes one operator of. */
  private static void decomposed(GraphProto.Builder graph) {
    graph.addInitializer(floats("two", new float[] {2}));
    graph.addInitializer(floats("epsilon", new float[] {1e-5f}));
    graph.addNode(mean("mean", "shifted"));
    graph.addNode(node("Sub", "centred", "shifted", "mean"));
    graph.addNode(node("Pow", "squares", "centred", "two"));
    graph.addNode(mean("variance", "squares"));
    graph.addNode(node("Add", "above", "variance", "epsilon"));
    graph.addNode(node("Sqrt", "deviation", "above"));
    graph.addNode(node("Div", "normalised", "centred", "deviation"));
    graph.addNode(node("Mul", "scaled", "normalised", "scale"));
    graph.addNode(node("Add", "n", "scaled", "offset"));
  }

  private static NodeProto.Builder mean(String output, String input) {
    AttributeProto.Builder axes =
        AttributeProto.newBuilder().setName("axes").setType(INTS).addInts(-1);
    return node("ReduceMean", output, input).addAttribute(axes);
  }

  static NodeProto.Builder node(String type, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(type)
        .setName(output)
        .addAllInput(List.of(inputs))
        .addOutput(output);
  }

  private static float[] normal(Random random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static TensorProto floats(String name, float[] values, long... dims) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(1);
    Arrays.stream(dims).forEach(tensor::addDims);
    for (float value : values) {
      tensor.addFloatData(value);
    }
    return tensor.build();
  }

  private static ValueInfoProto declared(String name, int... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int dim : dims) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dim));
    }
    TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder().setElemType(1).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
