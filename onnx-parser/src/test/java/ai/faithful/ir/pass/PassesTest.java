package ai.faithful.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each rewrite: what it leaves of a small graph, and that nothing else changes. */
class PassesTest {
  private static final Op PLAIN =
      new Op.Conv(List.of(1, 1), List.of(0, 0), List.of(0, 0), List.of(1, 1), 1);
  private final GraphBuilder b = new GraphBuilder("g");
  private final Random random = new Random(9);

  @Test
  void constantsAreFolded() {
    String x = b.input("x", Shape.of(1, 3));
    String w = b.add("wt", new Op.Transpose(List.of(1, 0)), weights("w", 2, 3));
    String s = b.add("scaled", new Op.Mul(), w, weights("s", 1));
    String two = b.add("product", new Op.MatMul(), s, weights("v", 2, 2));
    Graph after = simplified(b.build(b.add("y", new Op.MatMul(), x, two)));
    assertThat(ops(after)).containsExactly("MatMul");
    assertThat(after.constants()).hasSize(1);
  }

  @Test
  void reshapesAndTransposesAreMerged() {
    String x = b.input("x", Shape.of(1, 4, 3, 2));
    String there = b.add("there", new Op.Transpose(List.of(0, 2, 3, 1)), x);
    String back = b.add("back", new Op.Transpose(List.of(0, 3, 1, 2)), there);
    String flat = b.add("flat", new Op.Reshape(Shape.of(24)), back);
    Graph after = simplified(b.build(b.add("y", new Op.Reshape(Shape.of(1, 24)), flat)));
    assertThat(ops(after)).containsExactly("Reshape");
    assertThat(after.nodes().get(0).inputs()).containsExactly("x");
  }

  @Test
  void aTransposeOfUnitAxesIsAReshape() {
    String x = b.input("x", Shape.of(1, 5, 4, 1));
    Graph after = simplified(b.build(b.add("y", new Op.Transpose(List.of(0, 3, 1, 2)), x)));
    assertThat(ops(after)).containsExactly("Reshape");
  }

  @Test
  void aBatchNormalisationGoesIntoTheConvolution() {
    String x = b.input("x", Shape.of(1, 2, 4, 4));
    String y = b.add("conv", PLAIN, x, weights("w", 3, 2, 2, 2));
    y = b.add("biased", new Op.Add(), y, weights("bias", 3, 1, 1));
    y = b.add("scaled", new Op.Mul(), y, weights("factor", 3, 1, 1));
    y = b.add("shifted", new Op.Sub(), y, weights("shift", 1, 3, 1, 1));
    Graph after = simplified(b.build(b.add("y", new Op.Relu(), y)));
    assertThat(ops(after)).containsExactly("Conv", "Add", "Relu");
  }

  @Test
  void aBatchNormalisationGoesIntoTheMatrix() {
    String x = b.input("x", Shape.of(1, 4));
    String y = b.add("product", new Op.MatMul(), x, weights("w", 4, 3));
    y = b.add("scaled", new Op.Div(), y, weights("factor", 3));
    y = b.add("shifted", new Op.Add(), weights("shift", 1, 3), y);
    Graph after = simplified(b.build(b.add("y", new Op.Add(), y, weights("more", 1))));
    assertThat(ops(after)).containsExactly("MatMul", "Add");
    Constant bias = constantOf(after, after.nodes().get(1));
    assertThat(bias.shape()).isEqualTo(Shape.of(1, 3));
    assertThat(constantOf(after, after.nodes().get(0)).radius()).isPresent();
  }

  @Test
  void anAverageOfFourGoesIntoItsKernelExactly() {
    String x = b.input("x", Shape.of(1, 1, 4, 4));
    Tensor ones = Tensor.ofFloats(Shape.of(1, 1, 2, 2), 1, 1, 1, 1);
    String sum = b.add("sum", PLAIN, x, b.constant("ones", ones));
    Graph after = simplified(b.build(b.add("y", new Op.Div(), sum, four())));
    assertThat(ops(after)).containsExactly("Conv");
    Constant kernel = constantOf(after, after.nodes().get(0));
    assertThat(kernel.isExact()).isTrue();
    assertThat(kernel.value().at(0)).isEqualTo(0.25);
  }

  @Test
  void aScaleStaysWhereItsOperandIsReadTwice() {
    String x = b.input("x", Shape.of(1, 4));
    String y = b.add("product", new Op.MatMul(), x, weights("w", 4, 3));
    String scaled = b.add("scaled", new Op.Mul(), y, weights("factor", 3));
    Graph after = simplified(b.build(b.add("y", new Op.Add(), y, scaled)));
    assertThat(ops(after)).containsExactly("MatMul", "Mul", "Add");
  }

  @Test
  void noOpsAndDeadCodeGoAndOutputsKeepTheirNames() {
    String x = b.input("x", Shape.of(1, 4));
    b.add("dead", new Op.Relu(), x);
    String y = b.add("relu", new Op.Relu(), x);
    y = b.add("same", new Op.Reshape(Shape.of(1, 4)), y);
    y = b.add("zero", new Op.Add(), y, b.constant("0", Tensor.filled(Shape.of(4), 0)));
    String z = b.add("z", new Op.Reshape(Shape.of(1, 4)), y);
    Graph after = simplified(b.build(z, b.add("copy", new Op.Reshape(Shape.of(1, 4)), z)));
    assertThat(after.outputs()).containsExactly("z", "copy");
    assertThat(ops(after)).containsExactly("Relu", "Reshape");
    assertThat(after.constants()).isEmpty();
  }

  @Test
  void aSimplifiedGraphStaysAsItIs() {
    String x = b.input("x", Shape.of(1, 4));
    String y = b.add("product", new Op.MatMul(), x, weights("w", 4, 3));
    Graph graph = b.build(b.add("y", new Op.Add(), y, weights("b", 3)));
    for (Pass pass : Passes.standard()) {
      assertThat(pass.apply(graph)).as(pass.name()).isSameAs(graph);
    }
  }

  @Test
  void aTrailingSoftmaxIsTakenOff() {
    String x = b.input("x", Shape.of(1, 3, 1, 1));
    String relu = b.add("relu", new Op.Relu(), x);
    String p = b.add("p", new Op.Softmax(1), relu);
    Classifier c = Classifier.of(b.build(b.add("y", new Op.Reshape(Shape.of(1, 3)), p)));
    assertThat(c.head()).isEqualTo(Classifier.Head.SOFTMAX);
    assertThat(c.classes()).isEqualTo(3);
    assertThat(c.logits().outputs()).containsExactly("relu");
    assertThat(Classifier.of(b.build(relu)).head()).isEqualTo(Classifier.Head.LOGITS);
    Graph log = b.build(b.add("l", new Op.LogSoftmax(1), relu));
    assertThat(Classifier.of(log).head()).isEqualTo(Classifier.Head.LOG_SOFTMAX);
  }

  @Test
  void whatIsNoClassifierIsRefused() {
    String x = b.input("x", Shape.of(2, 3));
    Graph graph = b.build(b.add("y", new Op.Softmax(0), x));
    assertThatThrownBy(() -> Classifier.of(graph))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'y' [2,3]");
  }

  private Graph simplified(Graph before) {
    Graph after = Passes.simplify(before);
    assertThat(after.inputs()).isEqualTo(before.inputs());
    assertThat(after.outputs()).isEqualTo(before.outputs());
    Tensor x = random(before.inputs().get(0).shape());
    Map<String, Tensor> expected = new Evaluator(before).run(Map.of("x", x));
    Map<String, Tensor> actual = new Evaluator(after).run(Map.of("x", x));
    for (String output : before.outputs()) {
      Tensor e = required(expected.get(output));
      Tensor a = required(actual.get(output));
      assertThat(a.shape()).isEqualTo(e.shape());
      for (int i = 0; i < e.size(); i++) {
        assertThat(Math.abs(a.at(i) - e.at(i))).isLessThan(1e-13);
      }
    }
    return after;
  }

  private static Tensor required(@Nullable Tensor tensor) {
    return Optional.ofNullable(tensor).orElseThrow();
  }

  private static Constant constantOf(Graph graph, Node node) {
    return Optional.ofNullable(graph.constants().get(node.inputs().get(1))).orElseThrow();
  }

  private static List<String> ops(Graph graph) {
    return graph.nodes().stream().map(n -> n.op().name()).toList();
  }

  private String four() {
    return b.constant("four", Tensor.scalar(4));
  }

  private String weights(String name, int... dims) {
    return b.constant(name, random(Shape.of(dims)));
  }

  private Tensor random(Shape shape) {
    float[] elements = new float[shape.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = 0.5f + random.nextFloat();
    }
    return Tensor.ofFloats(shape, elements);
  }
}
