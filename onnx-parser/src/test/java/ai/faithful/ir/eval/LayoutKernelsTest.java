package ai.faithful.ir.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Joining, choosing, surrounding, repeating, and the greatest under a window. */
class LayoutKernelsTest {
  private final GraphBuilder b = new GraphBuilder("g");

  @Test
  void operandsAreJoinedAlongAnInnerAxis() {
    String x = b.input("x", Shape.of(2, 2));
    String c = b.constant("c", Tensor.ofFloats(Shape.of(2, 1), 8, 9));
    Graph graph = b.build(b.add("y", new Op.Concat(1), x, c, x));
    assertThat(graph.shapeOf("y")).isEqualTo(Shape.of(2, 5));
    assertThat(new Evaluator(graph).run(new double[] {1, 2, 3, 4}))
        .containsExactly(1, 2, 8, 1, 2, 3, 4, 9, 3, 4);
  }

  @Test
  void slicesAreChosenRepeatedAndLeftOut() {
    String x = b.input("x", Shape.of(2, 3, 2));
    Graph graph = b.build(b.add("y", new Op.Gather(1, List.of(2, 0, 2)), x));
    assertThat(new Evaluator(graph).run(new double[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}))
        .containsExactly(4, 5, 0, 1, 4, 5, 10, 11, 6, 7, 10, 11);
  }

  @Test
  void zerosGoAroundAndBetween() {
    String x = b.input("x", Shape.of(2, 2));
    Op.Pad pad = new Op.Pad(List.of(1, 0), List.of(0, 1), List.of(0, 2));
    Graph graph = b.build(b.add("y", pad, x));
    assertThat(graph.shapeOf("y")).isEqualTo(Shape.of(3, 5));
    assertThat(new Evaluator(graph).run(new double[] {1, 2, 3, 4}))
        .containsExactly(0, 0, 0, 0, 0, 1, 0, 0, 2, 0, 3, 0, 0, 4, 0);
  }

  @Test
  void axesAreRepeatedAndAdded() {
    String x = b.input("x", Shape.of(2, 1));
    Graph graph = b.build(b.add("y", new Op.Expand(Shape.of(2, 2, 3)), x));
    assertThat(new Evaluator(graph).run(new double[] {1, 2}))
        .containsExactly(1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2);
  }

  @Test
  void theGreatestUnderEachWindowAgainstItsDefinition() {
    Random random = new Random(4);
    for (int round = 0; round < 100; round++) {
      GraphBuilder g = new GraphBuilder("pool");
      int rows = 1 + random.nextInt(3);
      Op.MaxPool pool =
          new Op.MaxPool(
              List.of(rows, 2),
              List.of(1 + random.nextInt(3), 2),
              List.of(random.nextInt(rows), 1),
              List.of(random.nextInt(rows), 0),
              List.of(1 + random.nextInt(2), 2));
      Shape shape = Shape.of(1, 2, 6, 5);
      Graph graph = g.build(g.add("y", pool, g.input("x", shape)));
      Shape out = graph.shapeOf("y");
      double[] x = random.doubles(shape.size()).map(v -> v - 2).toArray();
      double[] y = new Evaluator(graph).run(x);
      for (int i = 0; i < y.length; i++) {
        int channel = i / (out.dim(2) * out.dim(3));
        double greatest = Double.NEGATIVE_INFINITY;
        for (int p = 0; p < rows; p++) {
          for (int q = 0; q < 2; q++) {
            int r = i / out.dim(3) % out.dim(2) * pool.strides().get(0);
            r += p * pool.dilations().get(0) - pool.padsBegin().get(0);
            int s = i % out.dim(3) * 2 - 1 + 2 * q;
            if (r >= 0 && r < 6 && s >= 0 && s < 5) {
              greatest = Math.max(greatest, x[(channel * 6 + r) * 5 + s]);
            }
          }
        }
        assertThat(y[i]).as("round %d of seed 4: %s", round, pool).isEqualTo(greatest);
      }
    }
  }

  @Test
  void aWindowWithoutElementsIsRefused() {
    String x = b.input("x", Shape.of(1, 1, 3));
    for (Op.MaxPool pool :
        List.of(
            pool(2, 1, 2, 0, 1), pool(2, 1, 0, 2, 1), pool(2, 1, 1, 1, 4), pool(1, 4, 0, 2, 1))) {
      assertThatThrownBy(() -> b.add("y", pool, x))
          .as("%s", pool)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("MaxPool");
    }
  }

  private static Op.MaxPool pool(int kernel, int stride, int before, int after, int dilation) {
    return new Op.MaxPool(
        List.of(kernel), List.of(stride), List.of(before), List.of(after), List.of(dilation));
  }
}
