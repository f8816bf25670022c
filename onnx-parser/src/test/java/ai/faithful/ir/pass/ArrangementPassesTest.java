package ai.faithful.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rewrites of what arranges elements: what they leave, and that nothing else changes. */
class ArrangementPassesTest {
  private static final List<Integer> TO_NHWC = List.of(0, 2, 3, 1);
  private static final List<Integer> TO_NCHW = List.of(0, 3, 1, 2);
  private final GraphBuilder b = new GraphBuilder("g");
  private final Random random = new Random(13);

  @Test
  void theTransposesOfAChannelsLastNetworkCancel() {
    String x = b.input("x", Shape.of(1, 6, 5, 2));
    String y = conv(b.add("in", new Op.Transpose(TO_NCHW), x), "k1", 3, 2);
    y = b.add("last1", new Op.Transpose(TO_NHWC), y);
    y = b.add("biased", new Op.Add(), y, weights("bias", 3));
    String relu = b.add("relu", new Op.Relu(), y);
    String z = conv(b.add("first2", new Op.Transpose(TO_NCHW), relu), "k2", 3, 3);
    z = b.add("last2", new Op.Transpose(TO_NHWC), z);
    z = b.add("swish", new Op.Elementwise(new ScalarFunction.Swish(1)), z);
    z = b.add("residual", new Op.Add(), z, relu);
    z = b.add("flat", new Op.Reshape(Shape.of(1, 90)), z);
    Graph after = simplified(b.build(b.add("y", new Op.MatMul(), z, weights("w", 90, 4))));
    assertThat(ops(after))
        .containsExactly(
            "Transpose", "Conv", "Add", "Relu", "Conv", "Swish", "Add", "Reshape", "MatMul");
    assertThat(after.nodes().get(0).inputs()).containsExactly("x");
  }

  @Test
  void gathersOfGathersAreOne() {
    String x = b.input("x", Shape.of(2, 6));
    String some = b.add("some", new Op.Gather(1, List.of(5, 3, 1)), x);
    Graph after = simplified(b.build(b.add("y", new Op.Gather(1, List.of(2, 0, 2)), some)));
    assertThat(after.nodes()).hasSize(1);
    assertThat(after.nodes().get(0).op()).isEqualTo(new Op.Gather(1, List.of(1, 5, 1)));
  }

  @Test
  void aPartOfWhatWasJoinedIsReadDirectly() {
    String x = b.input("x", Shape.of(1, 3));
    String relu = b.add("relu", new Op.Relu(), x);
    String both = b.add("both", new Op.Concat(1), x, relu);
    Graph after = simplified(b.build(b.add("y", new Op.Gather(1, List.of(3, 4, 5)), both)));
    assertThat(ops(after)).containsExactly("Relu");
  }

  @Test
  void partsPutTogetherAgainAreTheWhole() {
    String x = b.input("x", Shape.of(1, 5));
    String relu = b.add("relu", new Op.Relu(), x);
    String left = b.add("left", new Op.Gather(1, List.of(0, 1)), relu);
    String right = b.add("right", new Op.Gather(1, List.of(2, 3, 4)), relu);
    Graph after = simplified(b.build(b.add("y", new Op.Concat(1), left, right)));
    assertThat(ops(after)).containsExactly("Relu");
  }

  @Test
  void joinsOfJoinsAreOne() {
    String x = b.input("x", Shape.of(1, 2));
    String two = b.add("two", new Op.Concat(1), x, b.add("relu", new Op.Relu(), x));
    Graph after = simplified(b.build(b.add("y", new Op.Concat(1), two, weights("c", 1, 3))));
    assertThat(ops(after)).containsExactly("Relu", "Concat");
    assertThat(after.nodes().get(1).inputs()).containsExactly("x", "relu", "c");
  }

  @Test
  void paddingGoesIntoTheConvolution() {
    String x = b.input("x", Shape.of(1, 2, 4, 4));
    Op.Pad pad = new Op.Pad(List.of(0, 0, 1, 0), List.of(0, 0, 2, 1), List.of(0, 0, 0, 0));
    Graph after = simplified(b.build(conv(b.add("padded", pad, x), "k", 3, 2)));
    assertThat(ops(after)).containsExactly("Conv");
    Op.Conv conv = (Op.Conv) after.nodes().get(0).op();
    assertThat(conv.padsBegin()).containsExactly(2, 1);
    assertThat(conv.padsEnd()).containsExactly(3, 2);
  }

  @Test
  void zerosBetweenElementsAndAmongChannelsStay() {
    String x = b.input("x", Shape.of(1, 1, 4, 4));
    Op.Pad spread = new Op.Pad(List.of(0, 0, 0, 0), List.of(0, 0, 0, 0), List.of(0, 0, 1, 1));
    Op.Pad channel = new Op.Pad(List.of(0, 1, 0, 0), List.of(0, 0, 0, 0), List.of(0, 0, 0, 0));
    String y = conv(b.add("spread", spread, x), "k", 1, 1);
    Graph after = simplified(b.build(conv(b.add("channel", channel, y), "l", 2, 2)));
    assertThat(ops(after)).containsExactly("Pad", "Conv", "Pad", "Conv");
  }

  @Test
  void broadcastingNeedsNoExpand() {
    String x = b.input("x", Shape.of(3, 1));
    String wide = b.add("wide", new Op.Expand(Shape.of(3, 4)), x);
    Graph after = simplified(b.build(b.add("y", new Op.Mul(), wide, weights("c", 4))));
    assertThat(ops(after)).containsExactly("Mul");
    Graph kept = simplified(b.build(b.add("z", new Op.Mul(), wide, weights("d", 3, 1))));
    assertThat(ops(kept)).containsExactly("Expand", "Mul");
  }

  @Test
  void whatDoesNothingGoes() {
    String x = b.input("x", Shape.of(1, 2, 3));
    String y = b.add("relu", new Op.Relu(), x);
    y = b.add("all", new Op.Gather(2, List.of(0, 1, 2)), y);
    List<Integer> none = List.of(0, 0, 0);
    y = b.add("unpadded", new Op.Pad(none, none, none), y);
    y = b.add("same", new Op.Expand(Shape.of(1, 2, 3)), y);
    y = b.add("sum", new Op.ReduceSum(List.of(0)), y);
    y = b.add("max", new Op.ReduceMax(List.of(0)), y);
    List<Integer> one = List.of(1);
    y = b.add("pool", new Op.MaxPool(one, one, List.of(0), List.of(0), one), y);
    assertThat(ops(simplified(b.build(y)))).containsExactly("Relu");
  }

  private String conv(String x, String name, int out, int in) {
    List<Integer> one = List.of(1, 1);
    Op.Conv same = new Op.Conv(one, one, one, one, 1);
    return b.add(name + "/conv", same, x, weights(name, out, in, 3, 3));
  }

  private Graph simplified(Graph before) {
    Graph after = Passes.simplify(before);
    assertThat(after.inputs()).isEqualTo(before.inputs());
    assertThat(after.outputs()).isEqualTo(before.outputs());
    double[] x = random.doubles(before.inputs().get(0).shape().size()).toArray();
    double[] expected = new Evaluator(before).run(x);
    double[] actual = new Evaluator(after).run(x);
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(actual[i] - expected[i])).isLessThan(1e-12);
    }
    return after;
  }

  private static List<String> ops(Graph graph) {
    return graph.nodes().stream().map(n -> n.op().name()).toList();
  }

  private String weights(String name, int... dims) {
    Shape shape = Shape.of(dims);
    float[] elements = new float[shape.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = random.nextFloat() - 0.5f;
    }
    return b.constant(name, Tensor.ofFloats(shape, elements));
  }
}
