package ai.faithful.ir.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private final GraphBuilder b = new GraphBuilder("g");

  @Test
  void aNetworkComputedByHand() {
    String x = b.input("x", Shape.of(1, 2));
    String w = b.constant("w", Tensor.ofFloats(Shape.of(2, 2), 2, 1, -3, 4));
    String h = b.add("h", new Op.Relu(), b.add("hw", new Op.MatMul(), x, w));
    String v = b.constant("v", Tensor.ofFloats(Shape.of(2, 1), 4, 2));
    Graph graph = b.build(b.add("y", new Op.MatMul(), h, v));
    assertThat(new Evaluator(graph).run(new double[] {2, 1})).containsExactly(16);
    assertThat(new Evaluator(graph).run(new double[] {-1, 1})).containsExactly(6);
  }

  @Test
  void aStridedPaddedGroupedConvolutionAgainstItsDefinition() {
    Random random = new Random(1);
    for (int round = 0; round < 50; round++) {
      int group = 1 + random.nextInt(2);
      int stride = 1 + random.nextInt(3);
      int dilation = 1 + random.nextInt(2);
      int before = random.nextInt(3);
      int after = random.nextInt(3);
      GraphBuilder g = new GraphBuilder("conv");
      Shape shape = Shape.of(1, 2 * group, 7, 6);
      String x = g.input("x", shape);
      double[] w = random.doubles(group * 12L).toArray();
      Op.Conv conv =
          new Op.Conv(
              List.of(stride, 1),
              List.of(before, 1),
              List.of(after, 0),
              List.of(dilation, 1),
              group);
      Tensor weights = Tensor.ofDoubles(Shape.of(group, 2, 3, 2), w);
      Graph graph = g.build(g.add("y", conv, x, g.constant("w", weights)));
      double[] in = random.doubles(shape.size()).toArray();
      Shape out = graph.shapeOf("y");
      double[] y = new Evaluator(graph).run(in);
      for (int i = 0; i < y.length; i++) {
        int m = i / (out.dim(2) * out.dim(3));
        int row = i / out.dim(3) % out.dim(2);
        int column = i % out.dim(3);
        double sum = 0;
        for (int c = 0; c < 2; c++) {
          for (int p = 0; p < 3; p++) {
            for (int q = 0; q < 2; q++) {
              int r = row * stride - before + p * dilation;
              int s = column - 1 + q;
              if (r >= 0 && r < 7 && s >= 0 && s < 6) {
                sum += in[((2 * m + c) * 7 + r) * 6 + s] * w[((m * 2 + c) * 3 + p) * 2 + q];
              }
            }
          }
        }
        assertThat(Math.abs(sum - y[i])).as("round %d", round).isLessThan(1e-12);
      }
    }
  }

  @Test
  void batchedMatrixProductsBroadcast() {
    String x = b.input("x", Shape.of(2, 1, 1, 2));
    String w = b.constant("w", Tensor.ofFloats(Shape.of(2, 2, 1), 1, 2, 3, 4));
    Graph graph = b.build(b.add("y", new Op.MatMul(), x, w));
    assertThat(graph.shapeOf("y")).isEqualTo(Shape.of(2, 2, 1, 1));
    assertThat(new Evaluator(graph).run(new double[] {1, 0, 0, 1})).containsExactly(1, 3, 2, 4);
  }

  @Test
  void softmaxDoesNotOverflow() {
    String x = b.input("x", Shape.of(1, 3));
    Graph graph = b.build(b.add("p", new Op.Softmax(1), x), b.add("l", new Op.LogSoftmax(1), x));
    Tensor big = Tensor.ofDoubles(Shape.of(1, 3), 1000, 1000, -1000);
    Map<String, Tensor> y = new Evaluator(graph).run(Map.of("x", big));
    assertThat(y.get("p")).isEqualTo(Tensor.ofDoubles(Shape.of(1, 3), 0.5, 0.5, 0));
    double[] logs = Optional.ofNullable(y.get("l")).orElseThrow().toDoubles();
    double[] expected = {-Math.log(2), -Math.log(2), -2000 - Math.log(2)};
    for (int i = 0; i < 3; i++) {
      assertThat(Math.abs(logs[i] - expected[i])).isLessThan(1e-12);
    }
  }

  @Test
  void threadsShareAnEvaluatorAndInputsStayAsTheyAre() {
    String x = b.input("x", Shape.of(1, 4));
    Graph graph = b.build(b.add("y", new Op.Reshape(Shape.of(4)), x));
    Evaluator evaluator = new Evaluator(graph);
    IntStream.range(0, 1000)
        .parallel()
        .forEach(
            i -> {
              double[] in = {i, -i, 2 * i, 3};
              double[] out = evaluator.run(in);
              assertThat(out).isEqualTo(in).isNotSameAs(in);
              Arrays.fill(out, 0);
              assertThat(in[3]).isEqualTo(3);
            });
  }

  @Test
  void anInputOfTheWrongSizeIsRefused() {
    String x = b.input("x", Shape.of(1, 4));
    Evaluator evaluator = new Evaluator(b.build(b.add("y", new Op.Relu(), x)));
    assertThatThrownBy(() -> evaluator.run(new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'x' needs 4 elements");
    assertThatThrownBy(() -> evaluator.run(Map.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
