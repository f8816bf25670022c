package ai.faithful.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is taken off the end of a classifier, and what is no classifier. */
class ClassifierTest {
  private static final Op SIGMOID = new Op.Elementwise(new ScalarFunction.Sigmoid());

  @Test
  void aSigmoidOfOneScoreTellsTwoClassesApart() {
    GraphBuilder b = new GraphBuilder("binary");
    Graph graph = b.build(b.add("p", SIGMOID, b.input("z", Shape.of(1, 1))));
    Classifier classifier = Classifier.of(graph);
    assertThat(classifier.head()).isEqualTo(Classifier.Head.SIGMOID);
    assertThat(classifier.classes()).isEqualTo(2);
    assertThat(new Evaluator(classifier.logits()).run(new double[] {1.5})).containsExactly(0, 1.5);
  }

  @Test
  void aSigmoidAndItsComplementAreASoftmax() {
    GraphBuilder b = new GraphBuilder("binary");
    String z = b.input("z", Shape.of(1, 1));
    String p = b.add("p", SIGMOID, z);
    String rest =
        b.add("rest", new Op.Sub(), b.constant("one", Tensor.ofFloats(Shape.SCALAR, 1)), p);
    Graph graph = b.build(b.add("both", new Op.Concat(1), rest, p));
    Classifier classifier = Classifier.of(graph);
    assertThat(classifier.head()).isEqualTo(Classifier.Head.SOFTMAX);
    double[] x = {-0.7};
    double[] logits = new Evaluator(classifier.logits()).run(x);
    double[] both = new Evaluator(graph).run(x);
    double odds = Math.exp(logits[1] - logits[0]);
    assertThat(both[1] / both[0]).isCloseTo(odds, within(1e-12));
  }

  @Test
  void probabilitiesThatAreNoSoftmax() {
    GraphBuilder each = new GraphBuilder("each");
    String scores = each.input("scores", Shape.of(1, 3));
    Graph sigmoids = each.build(each.add("p", SIGMOID, scores));
    assertThatThrownBy(() -> Classifier.of(sigmoids))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("choose the scores 'scores'");
    GraphBuilder n = new GraphBuilder("normalised");
    String p = n.add("p", SIGMOID, n.input("scores", Shape.of(1, 3)));
    String sum = n.add("sum", new Op.ReduceSum(List.of(1)), p);
    Graph normalised = n.build(n.add("q", new Op.Div(), p, sum));
    assertThatThrownBy(() -> Classifier.of(normalised))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("divided by their sum");
  }

  @Test
  void oneSampleOfAFixedBatch() {
    GraphBuilder b = new GraphBuilder("batch");
    String x = b.input("x", Shape.of(5, 2, 2));
    String flat = b.add("flat", new Op.Reshape(Shape.of(5, 4)), x);
    String w =
        b.constant("w", Tensor.ofFloats(Shape.of(4, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
    Graph graph = b.build(b.add("p", new Op.Softmax(1), b.add("y", new Op.MatMul(), flat, w)));
    Classifier classifier = Classifier.of(graph);
    assertThat(classifier.head()).isEqualTo(Classifier.Head.SOFTMAX);
    Graph one = classifier.logits();
    assertThat(one.inputs().get(0).shape()).isEqualTo(Shape.of(1, 2, 2));
    double[] sample = {1, -1, 2, 0.5};
    double[] batch = new double[20];
    System.arraycopy(sample, 0, batch, 12, 4);
    double[] all = new Evaluator(graph).run(batch);
    double[] logits = new Evaluator(one).run(sample);
    assertThat(all[10] / all[9]).isCloseTo(Math.exp(logits[1] - logits[0]), within(1e-9));
  }

  @Test
  void aBatchWhoseSamplesDependOnEachOtherStaysOne() {
    GraphBuilder sum = new GraphBuilder("sum");
    String x = sum.input("x", Shape.of(5, 2));
    Graph mean =
        sum.build(sum.add("y", new Op.Add(), x, sum.add("s", new Op.ReduceSum(List.of(0)), x)));
    assertThat(SingleSample.of(mean)).isSameAs(mean);
    GraphBuilder own = new GraphBuilder("rows");
    String each = own.constant("w", Tensor.ofFloats(Shape.of(2, 2), 1, 2, 3, 4));
    Graph rows = own.build(own.add("y", new Op.Mul(), own.input("x", Shape.of(2, 2)), each));
    assertThat(SingleSample.of(rows)).isSameAs(rows);
    GraphBuilder product = new GraphBuilder("product");
    String a = product.constant("a", Tensor.ofFloats(Shape.of(2, 2), 1, 2, 3, 4));
    Graph mixed =
        product.build(product.add("y", new Op.MatMul(), a, product.input("x", Shape.of(2, 3))));
    assertThat(SingleSample.of(mixed)).isSameAs(mixed);
  }
}
