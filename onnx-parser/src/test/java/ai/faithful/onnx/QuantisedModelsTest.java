package ai.faithful.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import ai.faithful.ir.eval.Jumps;
import ai.faithful.onnx.proto.TensorProto;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quantised operators give ONNX Runtime's very integers wherever no rounding is near a tie. */
class QuantisedModelsTest {
  private static final int INT8 = 3;
  private static final int UINT8 = 2;
  private static final int INT32 = 6;

  @TempDir Path folder = Path.of("");

  @Test
  void halvesGoToTheEvenNeighbourAndValuesSaturate() throws Exception {
    OnnxModel model =
        new ModelFixture(13)
            .input("x", 1, 8)
            .floats("s", Shape.SCALAR, 2f)
            .initialiser(integers("z", INT8, new int[0], 1))
            .node("QuantizeLinear", "x s z", "q")
            .node("DequantizeLinear", "q s z", "y")
            .output("y", 1, 8)
            .read(folder);
    Tensor x = Tensor.ofFloats(Shape.of(1, 8), 1, 3, 5, -1, -3, 1000, -1000, 0.9f);
    Tensor y = Objects.requireNonNull(new Evaluator(model.graph()).run(Map.of("x", x)).get("y"));
    assertThat(y.toDoubles()).containsExactly(0, 4, 4, 0, -4, 252, -258, 0);
    try (OtherRuntime runtime = OtherRuntime.open(model)) {
      assertThat(Objects.requireNonNull(runtime.run(Map.of("x", x)).get("y")).toDoubles())
          .containsExactly(y.toDoubles());
    }
    assertThat(new Jumps(model.graph()).near(Map.of("x", x))).isTrue();
  }

  @Test
  void anAxisOrBlocksOfItHaveScalesOfTheirOwn() throws Exception {
    check(
        new ModelFixture(13)
            .input("x", 1, 3, 2)
            .floats("s", Shape.of(3), 0.01f, 0.3f, 0.02f)
            .initialiser(integers("z", UINT8, new int[] {3}, 1, 128, 255))
            .node("QuantizeLinear", "x s z", "q", ModelFixture.integer("axis", 1))
            .node("DequantizeLinear", "q s z", "y", ModelFixture.integer("axis", -2))
            .output("y", 1, 3, 2));
    check(
        new ModelFixture(21)
            .input("x", 2, 5)
            .floats("s", Shape.of(2, 3), 0.01f, 0.03f, 0.02f, 0.1f, 0.04f, 0.05f)
            .initialiser(integers("z", INT8, new int[] {2, 3}, 0, 1, -7, 3, 0, 0))
            .node(
                "QuantizeLinear",
                "x s z",
                "q",
                ModelFixture.integer("axis", 1),
                ModelFixture.integer("block_size", 2))
            .node(
                "DequantizeLinear",
                "q s z",
                "y",
                ModelFixture.integer("axis", 1),
                ModelFixture.integer("block_size", 2))
            .output("y", 2, 5));
  }

  @Test
  void weightsInFourBitsByBlocks() throws Exception {
    TensorProto w =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(22)
            .addDims(4)
            .addDims(2)
            .addInt32Data(0x21)
            .addInt32Data(0xf3)
            .addInt32Data(0x87)
            .addInt32Data(0x5c)
            .build();
    check(
        new ModelFixture(21)
            .input("x", 1, 4)
            .initialiser(w)
            .floats("s", Shape.of(2, 2), 0.5f, 0.25f, 1f, 0.125f)
            .node(
                "DequantizeLinear",
                "w s",
                "v",
                ModelFixture.integer("axis", 0),
                ModelFixture.integer("block_size", 2))
            .node("MatMul", "x v", "y")
            .output("y", 1, 2));
  }

  @Test
  void products() throws Exception {
    ModelFixture products =
        new ModelFixture(13)
            .input("x", 2, 3)
            .floats("s", Shape.SCALAR, 0.02f)
            .initialiser(integers("z", UINT8, new int[0], 100))
            .initialiser(integers("w", INT8, new int[] {3, 2}, 1, -2, 3, 127, -128, 5))
            .initialiser(integers("wz", INT8, new int[0], 3))
            .floats("ws", Shape.SCALAR, 0.013f)
            .floats("ys", Shape.SCALAR, 0.11f)
            .initialiser(integers("yz", UINT8, new int[0], 90))
            .node("QuantizeLinear", "x s z", "q")
            .node("MatMulInteger", "q w z wz", "sums")
            .node("Cast", "sums", "real", ModelFixture.integer("to", 1))
            .node("QLinearMatMul", "q s z w ws wz ys yz", "p")
            .node("DequantizeLinear", "p ys yz", "y")
            .output("y", 2, 2);
    check(products);
  }

  @Test
  void convolutions() throws Exception {
    check(
        new ModelFixture(13)
            .input("x", 1, 2, 4, 4)
            .floats("s", Shape.SCALAR, 0.02f)
            .initialiser(integers("z", UINT8, new int[0], 100))
            .initialiser(
                integers("w", INT8, new int[] {2, 1, 2, 2}, 1, -2, 3, 127, -128, 5, 77, 10))
            .floats("ws", Shape.of(2), 0.013f, 0.02f)
            .initialiser(integers("wz", INT8, new int[] {2}, 0, 0))
            .floats("ys", Shape.SCALAR, 0.11f)
            .initialiser(integers("yz", UINT8, new int[0], 90))
            .initialiser(integers("b", INT32, new int[] {2}, 1000, -3000))
            .node("QuantizeLinear", "x s z", "q")
            .node(
                "QLinearConv",
                "q s z w ws wz ys yz b",
                "p",
                ModelFixture.integer("group", 2),
                ModelFixture.integers("pads", 1, 0, 1, 1))
            .node("DequantizeLinear", "p ys yz", "y")
            .output("y", 1, 2, 5, 4));
  }

  @Test
  void aScaleFromTheData() {
    ModelFixture fixture = new ModelFixture(13).input("x", 1, 3);
    fixture.node("DynamicQuantizeLinear", "x", "q").node("Relu", "q", "y").output("y", 1, 3);
    assertThatThrownBy(() -> fixture.read(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("its scale depends on the data");
    ModelFixture zero =
        new ModelFixture(13)
            .input("x", 1, 3)
            .floats("s", Shape.SCALAR, 0f)
            .node("QuantizeLinear", "x s", "q")
            .node("DequantizeLinear", "q s", "y")
            .output("y", 1, 3);
    assertThatThrownBy(() -> zero.read(folder))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining("has the scale 0.0");
  }

  private void check(ModelFixture fixture) throws Exception {
    OnnxModel model = fixture.read(folder);
    Shape shape = model.graph().inputs().get(0).shape();
    long seed = 5;
    Random random = new Random(seed);
    Jumps jumps = new Jumps(model.graph());
    int compared = 0;
    try (OtherRuntime runtime = OtherRuntime.open(model)) {
      for (int point = 0; point < 50; point++) {
        float[] x = new float[shape.size()];
        for (int i = 0; i < x.length; i++) {
          x[i] = (float) (2 * random.nextGaussian());
        }
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("x", Tensor.ofFloats(shape, x));
        if (jumps.near(inputs)) {
          continue;
        }
        compared++;
        Tensor expected = runtime.run(inputs).get("y");
        Tensor actual = new Evaluator(model.graph()).run(inputs).get("y");
        assertThat(OtherRuntime.difference(expected, actual)).as("seed %d", seed).isLessThan(1e-6);
      }
    }
    assertThat(compared).isGreaterThan(25);
  }

  private static TensorProto integers(String name, int type, int[] dims, int... elements) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type);
    for (int dim : dims) {
      tensor.addDims(dim);
    }
    for (int element : elements) {
      tensor.addInt32Data(element);
    }
    return tensor.build();
  }
}
