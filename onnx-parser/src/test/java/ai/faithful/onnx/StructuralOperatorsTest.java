package ai.faithful.onnx;

import static ai.faithful.onnx.ModelFixture.integer;
import static ai.faithful.onnx.ModelFixture.integers;
import static ai.faithful.onnx.ModelFixture.real;
import static ai.faithful.onnx.ModelFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import ai.faithful.ir.pass.Passes;
import ai.faithful.onnx.proto.AttributeProto;
import ai.faithful.onnx.proto.NodeProto;
import ai.faithful.onnx.proto.TensorProto;
import ai.faithful.onnx.tensor.TensorEncoder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Operators that arrange, repeat and resample elements compute what ONNX Runtime computes. */
class StructuralOperatorsTest {
  private static final Shape IMAGE = Shape.of(1, 4, 6, 5);
  private static final Random RANDOM = new Random(8);
  @TempDir Path folder = Path.of("");

  static Stream<Arguments> models() {
    return Stream.of(
        of("Concat", model(13).initialiser(weight("w", 1, 4, 6, 2)), "Concat", "x w x", axis(-1)),
        of("Slice", slice(), "Slice", "x s e a t"),
        of(
            "Slice opset 9",
            model(9),
            "Slice",
            "x",
            integers("starts", 1, -3),
            integers("ends", 3, 100),
            integers("axes", 1, 3)),
        of("Gather", model(13).longs("i", 3, 0, -1, 0), "Gather", "x i", axis(1)),
        of("Gather one", model(13).initialiser(scalar("i", 2)), "Gather", "x i", axis(2)),
        of("Gather grid", model(13).initialiser(grid("i", 2, 2)), "Gather", "x i", axis(-1)),
        of(
            "GatherElements",
            model(13).initialiser(grid("i", 1, 2, 6, 5)),
            "GatherElements",
            "x i",
            axis(1)),
        of("GatherND", model(13).initialiser(grid("i", 1, 3, 2)), "GatherND", "x i"),
        of(
            "GatherND in batches",
            model(13).initialiser(grid("i", 1, 4, 2)),
            "GatherND",
            "x i",
            integer("batch_dims", 2)),
        of(
            "ScatterElements",
            model(13).initialiser(grid("i", 1, 1, 6, 5)).initialiser(weight("u", 1, 1, 6, 5)),
            "ScatterElements",
            "x i u",
            axis(1)),
        of(
            "ScatterND",
            model(13).initialiser(matrix("i", 2, 0, 3, 0, 1)).initialiser(weight("u", 2, 6, 5)),
            "ScatterND",
            "x i u"),
        of("Expand", model(13).longs("s", 2, 1, 1, 6, 1), "Expand", "x s"),
        of("Tile", model(13).longs("r", 1, 2, 3, 1), "Tile", "x r"),
        of("Pad", model(13).longs("p", 0, 1, 0, 2, 0, 0, 3, 1), "Pad", "x p"),
        of("Pad by a value", padValue(), "Pad", "x p v"),
        of("Pad crops", model(13).longs("p", 0, -1, 2, -2, 0, 1, -3, 0), "Pad", "x p"),
        of("Pad reflect", padded("reflect"), "Pad", "x p", text("mode", "reflect")),
        of("Pad edge", padded("edge"), "Pad", "x p", text("mode", "edge")),
        of("Pad wrap", padded("wrap"), "Pad", "x p", text("mode", "wrap")),
        of(
            "Pad opset 2",
            model(9),
            "Pad",
            "x",
            integers("pads", 0, 0, 1, 0, 0, 0, 0, 2),
            real("value", 0.5f)),
        of(
            "Pad axes",
            model(18).longs("p", 1, 2).floats("v", Shape.SCALAR, 0f).longs("a", 2),
            "Pad",
            "x p v a"),
        of("DepthToSpace", model(13), "DepthToSpace", "x", integer("blocksize", 2)),
        of(
            "DepthToSpace CRD",
            model(13),
            "DepthToSpace",
            "x",
            integer("blocksize", 2),
            text("mode", "CRD")),
        of("Trilu", model(14), "Trilu", "x"),
        of(
            "Trilu lower",
            model(14).initialiser(scalar("k", -1)),
            "Trilu",
            "x k",
            integer("upper", 0)),
        of(
            "CenterCropPad",
            model(18).longs("s", 4, 7, 6, 1),
            "CenterCropPad",
            "x s",
            integers("axes", 2, 3, 1, 0)),
        of("GlobalMaxPool", model(13), "GlobalMaxPool", "x"),
        of("GlobalLpPool", model(13), "GlobalLpPool", "x"),
        of(
            "LpPool",
            model(13),
            "LpPool",
            "x",
            integers("kernel_shape", 2, 3),
            integer("p", 1),
            integers("pads", 1, 0, 0, 1)),
        of("Upsample", model(9).floats("s", Shape.of(4), 1, 1, 2, 3), "Upsample", "x s"),
        of(
            "Upsample linear",
            model(9).floats("s", Shape.of(4), 1, 1, 2, 1.5f),
            "Upsample",
            "x s",
            text("mode", "linear")));
  }

  static Stream<Arguments> resizes() {
    Stream.Builder<Arguments> cases = Stream.builder();
    for (String mode : new String[] {"nearest", "linear", "cubic"}) {
      for (String t :
          new String[] {
            "half_pixel",
            "asymmetric",
            "pytorch_half_pixel",
            "align_corners",
            "half_pixel_symmetric",
            "tf_crop_and_resize"
          }) {
        for (long[] sizes : new long[][] {{12, 10}, {4, 3}, {9, 8}, {3, 1}}) {
          cases.add(Arguments.of(mode, t, sizes, "round_prefer_floor"));
        }
      }
    }
    for (String rounding : new String[] {"round_prefer_ceil", "floor", "ceil"}) {
      cases.add(Arguments.of("nearest", "half_pixel", new long[] {12, 10}, rounding));
      cases.add(Arguments.of("nearest", "asymmetric", new long[] {3, 15}, rounding));
    }
    return cases.build();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void computesWhatOnnxRuntimeComputes(String title, ModelFixture fixture) throws Exception {
    agrees(title, fixture);
  }

  @ParameterizedTest(name = "{0} {1} {2} {3}")
  @MethodSource("resizes")
  void resizesAsOnnxRuntimeDoes(String mode, String transformation, long[] sizes, String rounding)
      throws Exception {
    long[] all = {1, 4, sizes[0], sizes[1]};
    agrees(
        Arrays.toString(sizes),
        model(19)
            .floats("roi", Shape.of(8), 0, 0, 0.1875f, -0.25f, 1, 1, 0.75f, 1.25f)
            .longs("sizes", all)
            .node(
                "Resize",
                "x roi  sizes",
                "y",
                text("mode", mode),
                text("coordinate_transformation_mode", transformation),
                text("nearest_mode", rounding),
                real("extrapolation_value", 3)));
  }

  @Test
  void partsOfASplitAgree() throws Exception {
    ModelFixture fixture = model(18).longs("s", 1, 3);
    fixture.graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Split")
            .addAllInput(List.of("x", "s"))
            .addAllOutput(List.of("a", "b"))
            .addAttribute(axis(1)));
    fixture.node("Sub", "b a", "y");
    agrees("Split", fixture);
    ModelFixture uneven = model(18);
    uneven.graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Split")
            .addInput("x")
            .addAllOutput(List.of("a", "b", "c"))
            .addAttribute(axis(3))
            .addAttribute(integer("num_outputs", 3)));
    uneven.node("Concat", "c a b", "y", axis(3));
    agrees("uneven Split", uneven);
  }

  @Test
  void tensorsThatFollowFromShapesAndIndices() throws Exception {
    ModelFixture fixture =
        model(13)
            .longs("rows", 4, 5)
            .longs("i", 0, 3, -1, 9)
            .longs("depth", 4)
            .floats("values", Shape.of(2), 0.5f, 2f)
            .initialiser(weight("m", 4, 4))
            .node("OneHot", "i depth values", "hot", axis(0))
            .node("EyeLike", "m", "eye", integer("k", 1))
            .node("NonZero", "eye", "found")
            .node("Transpose", "found", "pairs")
            .node("GatherND", "hot pairs", "three")
            .node("MatMul", "hot eye", "product")
            .longs("all", 1, 4, 4, 1)
            .node("Reshape", "product all", "square")
            .longs("first", 0)
            .node("Gather", "three first", "one")
            .longs("four", 0, 1, 2, 3)
            .node("Gather", "x four", "part", axis(2))
            .node("Mul", "part square", "scaled")
            .node("Add", "scaled one", "y");
    agrees("EyeLike, OneHot, NonZero", fixture);
  }

  @Test
  void sequencesAreReversed() throws Exception {
    ModelFixture fixture =
        new ModelFixture(13)
            .input("x", 4, 2, 3)
            .anyOutput("y")
            .longs("n", 3, 4)
            .node("ReverseSequence", "x n", "y");
    agrees("ReverseSequence", Shape.of(4, 2, 3), fixture);
  }

  @Test
  void whatCannotBeExactIsRefused() {
    refused(model(13).node("Gather", "w x", "y").initialiser(weight("w", 9, 2)), "depends on");
    refused(
        model(16)
            .initialiser(matrix("i", 2, 0, 3, 0, 1))
            .initialiser(weight("u", 2, 6, 5))
            .node("ScatterND", "x i u", "y", text("reduction", "add")),
        "reduction add");
    refused(
        model(13)
            .initialiser(matrix("i", 2, 0, 3, 0, 3))
            .initialiser(weight("u", 2, 6, 5))
            .node("ScatterND", "x i u", "y"),
        "updates an element twice");
    refused(
        model(13)
            .longs("p", 0, 0, 9, 0, 0, 0, 0, 0)
            .node("Pad", "x p", "y", text("mode", "reflect")),
        "further than it reaches");
    refused(
        model(13)
            .floats("s", Shape.of(4), 1, 1, 0.6f, 0.6f)
            .node("Resize", "x  s", "y", text("coordinate_transformation_mode", "align_corners")),
        "fractional extent");
    refused(model(13).longs("t", 1, 4, 1 << 20, 1 << 20).node("Tile", "x t", "y"), "at most 2^24");
    refused(
        model(13)
            .longs("s", -1)
            .longs("e", Long.MAX_VALUE)
            .longs("a", 3)
            .longs("t", -1)
            .node("Slice", "x s e a t", "y"),
        "slices backwards to 9223372036854775807");
  }

  @Test
  void refusesRegionsOfInterestThatRoundingDecides() {
    refused(cropped(0.1f, 0.9f, 5), "crops an axis that it does not resize");
    refused(cropped(0.1f, 1, 10), "hangs on rounding"); // The last element is on the edge.
  }

  /** The last axis, of 5 elements, from start to end. */
  private static ModelFixture cropped(float start, float end, int size) {
    return model(19)
        .floats("roi", Shape.of(8), 0, 0, 0, start, 1, 1, 1, end)
        .longs("sizes", 1, 4, 6, size)
        .node(
            "Resize",
            "x roi  sizes",
            "y",
            text("coordinate_transformation_mode", "tf_crop_and_resize"));
  }

  private void agrees(String title, ModelFixture fixture) throws Exception {
    agrees(title, IMAGE, fixture);
  }

  private void agrees(String title, Shape shape, ModelFixture fixture) throws Exception {
    OnnxModel model = fixture.read(folder);
    try (OtherRuntime runtime = OtherRuntime.open(fixture.bytes())) {
      Tensor x = random(shape);
      Tensor expected = runtime.run(Map.of("x", x)).get("y");
      Tensor actual = new Evaluator(model.graph()).run(Map.of("x", x)).get("y");
      Tensor simple = new Evaluator(Passes.simplify(model.graph())).run(Map.of("x", x)).get("y");
      assertThat(OtherRuntime.difference(expected, actual)).as(title).isLessThan(3e-6);
      assertThat(OtherRuntime.difference(actual, simple)).as(title).isLessThan(1e-13);
    }
  }

  private void refused(ModelFixture fixture, String reason) {
    assertThatThrownBy(() -> fixture.read(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(reason);
  }

  private static Arguments of(
      String title, ModelFixture fixture, String type, String inputs, AttributeProto... a) {
    return Arguments.of(title, fixture.node(type, inputs, "y", a));
  }

  private static ModelFixture model(int opset) {
    return new ModelFixture(opset).input("x", IMAGE.dims().toArray()).anyOutput("y");
  }

  private static ModelFixture slice() {
    return model(13)
        .longs("s", -1, 1, 100)
        .longs("e", -100, 6, 0)
        .longs("a", 1, 2, -1)
        .longs("t", -2, 2, -1);
  }

  private static ModelFixture padded(String mode) {
    return model(mode.equals("wrap") ? 19 : 13).longs("p", 0, 1, 2, 0, 0, 3, 1, 2);
  }

  private static ModelFixture padValue() {
    return model(13).longs("p", 0, 1, -2, 2, 0, 0, 3, 1).floats("v", Shape.SCALAR, -2.5f);
  }

  private static AttributeProto axis(long axis) {
    return integer("axis", axis);
  }

  private static TensorProto scalar(String name, long value) {
    return TensorProto.newBuilder().setName(name).setDataType(7).addInt64Data(value).build();
  }

  /** Indices 0 to 3, so that they fit every axis but the batch, ascending. */
  private static TensorProto grid(String name, long... dims) {
    long size = LongStream.of(dims).reduce(1, (a, b) -> a * b);
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(7);
    for (long d : dims) {
      tensor.addDims(d);
    }
    for (long i = 0; i < size; i++) {
      // GatherND's first index would be one of the batch axis, which has extent 1.
      tensor.addInt64Data(dims.length == 3 && dims[1] == 3 ? i % 2 * (i / 2 % 3) : i % 4);
    }
    return tensor.build();
  }

  private static TensorProto matrix(String name, long columns, long... elements) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(7)
            .addDims(elements.length / columns)
            .addDims(columns);
    for (long element : elements) {
      tensor.addInt64Data(element);
    }
    return tensor.build();
  }

  private static TensorProto weight(String name, int... dims) {
    return TensorEncoder.float32(name, random(Shape.of(dims)));
  }

  private static Tensor random(Shape shape) {
    float[] elements = new float[shape.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) RANDOM.nextGaussian();
    }
    return Tensor.ofFloats(shape, elements);
  }
}
