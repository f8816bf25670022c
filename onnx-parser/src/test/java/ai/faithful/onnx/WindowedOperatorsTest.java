package ai.faithful.onnx;

import static ai.faithful.onnx.ModelFixture.integer;
import static ai.faithful.onnx.ModelFixture.integers;
import static ai.faithful.onnx.ModelFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import ai.faithful.ir.pass.Passes;
import ai.faithful.onnx.proto.AttributeProto;
import ai.faithful.onnx.tensor.TensorEncoder;
import ai.onnxruntime.OrtException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Convolutions, transposed ones and pools with attributes drawn at random: what is read computes
 * what ONNX Runtime computes.
 */
class WindowedOperatorsTest {
  private static final int ROUNDS = 120;
  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"MaxPool", "AveragePool", "Conv", "ConvTranspose"})
  void computesWhatOnnxRuntimeComputes(String type) throws Exception {
    int agreed = 0;
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      int spatial = 1 + random.nextInt(3);
      int group = 1 + random.nextInt(2);
      List<Integer> dims = new ArrayList<>(List.of(1 + random.nextInt(2), 2 * group));
      for (int i = 0; i < spatial; i++) {
        dims.add(1 + random.nextInt(7));
      }
      Shape shape = new Shape(dims);
      ModelFixture fixture = fixture(type, shape, group, random);
      OnnxModel model;
      try {
        model = fixture.read(folder);
      } catch (ModelException e) {
        continue;
      }
      Tensor x = random(random, shape);
      Tensor expected;
      try (OtherRuntime runtime = OtherRuntime.open(fixture.bytes())) {
        expected = Objects.requireNonNull(runtime.run(Map.of("x", x)).get("y"));
      } catch (OrtException e) {
        continue; // What ONNX Runtime does not run has no other opinion on it.
      }
      Tensor actual =
          Objects.requireNonNull(new Evaluator(model.graph()).run(Map.of("x", x)).get("y"));
      Tensor simple = new Evaluator(Passes.simplify(model.graph())).run(Map.of("x", x)).get("y");
      String title = type + ", seed " + seed + ": " + fixture.graph.getNode(0);
      assertThat(actual.shape()).as(title).isEqualTo(expected.shape());
      assertThat(OtherRuntime.difference(expected, actual)).as(title).isLessThan(2e-6);
      assertThat(OtherRuntime.difference(actual, simple)).as(title).isLessThan(1e-13);
      agreed++;
    }
    System.out.printf("%s: %d of %d agree%n", type, agreed, ROUNDS);
    assertThat(agreed).isGreaterThan(ROUNDS / 3);
  }

  private static ModelFixture fixture(String type, Shape x, int group, Random random) {
    int spatial = x.rank() - 2;
    boolean pool = type.endsWith("Pool");
    ModelFixture fixture =
        new ModelFixture(type.equals("AveragePool") ? 19 : 13)
            .input("x", x.dims().toArray())
            .anyOutput("y");
    long[] kernel = draw(random, spatial, 1, 3);
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(integers("kernel_shape", kernel));
    attributes.add(integers("strides", draw(random, spatial, 1, 3)));
    attributes.add(integers("dilations", draw(random, spatial, 1, 2)));
    int padding = random.nextInt(4);
    if (padding == 0) {
      String[] modes = {"SAME_UPPER", "SAME_LOWER", "VALID"};
      attributes.add(text("auto_pad", modes[random.nextInt(3)]));
    } else if (padding > 1) {
      attributes.add(integers("pads", draw(random, 2 * spatial, 0, 2)));
    }
    if (pool) {
      attributes.add(integer("ceil_mode", random.nextInt(2)));
      if (type.equals("AveragePool")) {
        attributes.add(integer("count_include_pad", random.nextInt(2)));
      }
    } else {
      attributes.add(integer("group", group));
      boolean transposed = type.equals("ConvTranspose");
      if (transposed && random.nextInt(3) == 0) {
        attributes.add(integers("output_padding", draw(random, spatial, 0, 1)));
      }
      if (transposed && padding < 2 && random.nextInt(3) == 0) {
        attributes.add(integers("output_shape", draw(random, spatial, 3, 12)));
      }
      int out = 1 + random.nextInt(2);
      List<Integer> w = new ArrayList<>();
      w.addAll(transposed ? List.of(2 * group, out) : List.of(out * group, 2));
      Arrays.stream(kernel).forEach(k -> w.add((int) k));
      fixture.initialiser(TensorEncoder.float32("w", random(random, new Shape(w))));
      fixture.initialiser(TensorEncoder.float32("b", random(random, Shape.of(out * group))));
    }
    String inputs = pool ? "x" : random.nextBoolean() ? "x w b" : "x w";
    return fixture.node(type, inputs, "y", attributes.toArray(AttributeProto[]::new));
  }

  private static long[] draw(Random random, int count, int least, int most) {
    return random.longs(count, least, most + 1L).toArray();
  }

  private static Tensor random(Random random, Shape shape) {
    float[] elements = new float[shape.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) random.nextGaussian();
    }
    return Tensor.ofFloats(shape, elements);
  }
}
