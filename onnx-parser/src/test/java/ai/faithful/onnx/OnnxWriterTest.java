package ai.faithful.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxWriterTest {
  private final Random random = new Random(5);
  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsWrittenReadsBackTheSame(boolean symbolic) throws Exception {
    Graph graph = network();
    Path file = folder.resolve("network.onnx");
    OnnxWriter.write(graph, file, new WriteOptions(symbolic, Map.of("seed", "5")));
    OnnxModel model = OnnxReader.read(file);
    double[] x = random.doubles(2 * 6 * 6).toArray();
    assertThat(new Evaluator(model.graph()).run(x)).isEqualTo(new Evaluator(graph).run(x));
    assertThat(model.warnings()).isEmpty();
    assertThat(model.declaredInputs().get(0).dims().get(0)).isEqualTo(symbolic ? -1 : 1);
    assertThat(model.nodes()).extracting(OnnxNode::opType).contains("Gemm", "Conv", "Softmax");
    assertThat(OnnxWriter.toBytes(graph, WriteOptions.standard()))
        .isEqualTo(OnnxWriter.toBytes(graph, WriteOptions.standard()));
  }

  @Test
  void aSymbolicBatchRunsManySamplesAtOnce() throws Exception {
    Graph graph = network();
    byte[] bytes = OnnxWriter.toBytes(graph, WriteOptions.standard());
    float[] many = new float[3 * 72];
    for (int i = 0; i < many.length; i++) {
      many[i] = random.nextFloat();
    }
    Evaluator evaluator = new Evaluator(graph);
    try (OtherRuntime runtime = OtherRuntime.open(bytes)) {
      Tensor batch = Tensor.ofFloats(Shape.of(3, 2, 6, 6), many);
      Tensor y = runtime.run(Map.of("image", batch)).values().iterator().next();
      assertThat(y.shape()).isEqualTo(Shape.of(3, 4));
      for (int sample = 0; sample < 3; sample++) {
        double[] x = new double[72];
        for (int i = 0; i < x.length; i++) {
          x[i] = many[sample * 72 + i];
        }
        double[] expected = evaluator.run(x);
        for (int k = 0; k < 4; k++) {
          assertThat(Math.abs(expected[k] - y.at(4 * sample + k))).isLessThan(1e-6);
        }
      }
    }
  }

  @Test
  void everyOperatorIsWrittenAsItIsRead() throws Exception {
    Graph graph = everyOperator();
    byte[] bytes = OnnxWriter.toBytes(graph, WriteOptions.standard());
    Path file = folder.resolve("every.onnx");
    OnnxWriter.write(graph, file, WriteOptions.standard());
    float[] many = new float[3 * 24];
    for (int i = 0; i < many.length; i++) {
      many[i] = random.nextFloat();
    }
    Evaluator evaluator = new Evaluator(graph);
    Evaluator again = new Evaluator(OnnxReader.read(file).graph());
    try (OtherRuntime runtime = OtherRuntime.open(bytes)) {
      Tensor batch = Tensor.ofFloats(Shape.of(3, 4, 6), many);
      Tensor y = runtime.run(Map.of("x", batch)).values().iterator().next();
      int size = y.size() / 3;
      for (int i = 0; i < 3; i++) {
        double[] x = new double[24];
        for (int k = 0; k < 24; k++) {
          x[k] = many[24 * i + k];
        }
        double[] expected = evaluator.run(x);
        assertThat(again.run(x)).isEqualTo(expected);
        for (int k = 0; k < size; k++) {
          assertThat(Math.abs(expected[k] - y.at(size * i + k))).isLessThan(3e-5);
        }
      }
    }
  }

  /** One of each operator that the other network lacks. */
  private static Graph everyOperator() {
    GraphBuilder b = new GraphBuilder("every");
    String x = b.input("x", Shape.of(1, 4, 6));
    List<String> parts = new ArrayList<>();
    String sine = b.add("sine", new Op.Elementwise(new ScalarFunction.Sin()), x);
    parts.add(b.add("chosen", new Op.Gather(2, List.of(5, 0, 0)), x));
    Op.Pad pad = new Op.Pad(List.of(0, 0, 1), List.of(0, 0, 2), List.of(0, 0, 3));
    parts.add(b.add("padded", pad, x));
    String greatest = b.add("greatest", new Op.ReduceMax(List.of(2)), x);
    parts.add(b.add("repeated", new Op.Expand(Shape.of(1, 4, 2)), greatest));
    parts.add(b.add("summed", new Op.ReduceSum(List.of(2)), x));
    parts.add(
        b.add(
            "pooled",
            new Op.MaxPool(List.of(3), List.of(2), List.of(1), List.of(1), List.of(1)),
            x));
    parts.add(b.add("larger", new Op.Max(), x, sine));
    for (ScalarFunction f :
        List.of(
            new ScalarFunction.LeakyRelu(0.25),
            new ScalarFunction.Elu(1.5),
            new ScalarFunction.Sigmoid(),
            new ScalarFunction.Erf(),
            new ScalarFunction.Gelu(),
            new ScalarFunction.GeluTanh(),
            new ScalarFunction.HardSigmoid(0.25, 0.5),
            new ScalarFunction.HardSwish(),
            new ScalarFunction.Swish(1),
            new ScalarFunction.Swish(1.5),
            new ScalarFunction.Mish(),
            new ScalarFunction.Softplus(),
            new ScalarFunction.Softsign(),
            new ScalarFunction.Clip(0.25, Double.POSITIVE_INFINITY),
            new ScalarFunction.Clip(-0.5, 0.5),
            new ScalarFunction.ThresholdedRelu(0.5),
            new ScalarFunction.Step(false),
            new ScalarFunction.Step(true),
            new ScalarFunction.Abs(),
            new ScalarFunction.Exp(),
            new ScalarFunction.Sqrt(),
            new ScalarFunction.Power(3),
            new ScalarFunction.Floor())) {
      parts.add(b.add(f.name(), new Op.Elementwise(f), x));
    }
    return b.build(b.add("y", new Op.Concat(2), parts.toArray(String[]::new)));
  }

  @Test
  void whatFloat32CannotHoldIsRefused() {
    GraphBuilder b = new GraphBuilder("g");
    String x = b.input("x", Shape.of(1, 1));
    String c = b.constant("c", Tensor.scalar(0.1));
    Tensor half = Tensor.scalar(0.5);
    String d = b.constant("d", new Constant(half, Optional.of(Tensor.scalar(1e-9))));
    Graph graph = b.build(b.add("z", new Op.Add(), b.add("y", new Op.Mul(), x, c), d));
    assertThatThrownBy(() -> OnnxWriter.toBytes(graph, WriteOptions.standard()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'c'")
        .hasMessageContaining("'d'");
  }

  @Test
  void aGraphThatMixesItsBatchIsRefusedASymbolicOne() {
    GraphBuilder b = new GraphBuilder("g");
    String x = b.input("x", Shape.of(1, 4));
    Graph graph = b.build(b.add("flat", new Op.Reshape(Shape.of(4)), x));
    assertThatThrownBy(() -> OnnxWriter.toBytes(graph, WriteOptions.standard()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'flat'");
    assertThat(OnnxWriter.toBytes(graph, new WriteOptions(false, Map.of()))).isNotEmpty();
  }

  @Test
  void tensorsAreWrittenInTheirOwnType() throws Exception {
    for (Tensor tensor :
        List.of(
            Tensor.ofFloats(Shape.of(2, 1), 0.1f, -3f),
            Tensor.ofDoubles(Shape.of(2), 0.1, 1e-300),
            Tensor.ofLongs(Shape.SCALAR, Long.MIN_VALUE))) {
      Path file = folder.resolve("tensor.pb");
      TensorFile.write(file, "t", tensor);
      assertThat(TensorFile.read(file)).isEqualTo(new TensorFile("t", tensor));
    }
  }

  private Graph network() {
    GraphBuilder b = new GraphBuilder("network");
    String x = b.input("image", Shape.of(1, 2, 6, 6));
    Op conv = new Op.Conv(List.of(2, 1), List.of(1, 0), List.of(1, 2), List.of(1, 2), 2);
    String y = b.add("conv", conv, x, weights(b, "conv.weight", 4, 1, 3, 3));
    y = b.add("biased", new Op.Add(), y, weights(b, "conv.bias", 4, 1, 1));
    y = b.add("relu", new Op.Relu(), y);
    y = b.add("rows", new Op.Transpose(List.of(0, 2, 3, 1)), y);
    y = b.add("flat", new Op.Reshape(Shape.of(1, b.shapeOf(y).size())), y);
    y = b.add("hidden", new Op.MatMul(), y, weights(b, "fc.weight", b.shapeOf(y).dim(1), 4));
    y = b.add("logits", new Op.Add(), y, weights(b, "fc.bias", 4));
    y = b.add("shifted", new Op.Sub(), y, weights(b, "shift", 1, 1));
    return b.build(b.add("confidence", new Op.Softmax(1), y));
  }

  private String weights(GraphBuilder b, String name, int... dims) {
    float[] elements = new float[Shape.of(dims).size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) random.nextGaussian() / 3;
    }
    return b.constant(name, Tensor.ofFloats(Shape.of(dims), elements));
  }
}
