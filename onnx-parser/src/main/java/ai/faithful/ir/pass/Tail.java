package ai.faithful.ir.pass;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Input;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The end of a classifier: what turns its logits into what it puts out. */
final class Tail {
  private final Graph graph;
  private final Map<String, Node> nodes = new HashMap<>();

  Tail(Graph graph) {
    this.graph = graph;
    graph.nodes().forEach(node -> nodes.put(node.name(), node));
  }

  /** The operation that makes the output, Reshapes after it left aside; none if an input does. */
  @Nullable Node last() {
    return behindReshapes(graph.outputs().get(0));
  }

  private @Nullable Node behindReshapes(String value) {
    Node node = nodes.get(value);
    while (node != null && node.op() instanceof Op.Reshape) {
      node = nodes.get(node.inputs().get(0));
    }
    return node;
  }

  static boolean isSigmoid(@Nullable Node node) {
    return node != null
        && node.op() instanceof Op.Elementwise e
        && e.function() instanceof ScalarFunction.Sigmoid;
  }

  /**
   * The classifier that ends here.
   *
   * @param classes elements of the output
   */
  Classifier classifier(int classes) {
    Node last = last();
    if (last == null) {
      return new Classifier(graph, Classifier.Head.LOGITS);
    }
    String operand = last.inputs().get(0);
    if (last.op() instanceof Op.Softmax s && last.shape().dim(s.axis()) == classes) {
      return new Classifier(upTo(operand), Classifier.Head.SOFTMAX);
    }
    if (last.op() instanceof Op.LogSoftmax s && last.shape().dim(s.axis()) == classes) {
      return new Classifier(upTo(operand), Classifier.Head.LOG_SOFTMAX);
    }
    if (classes == 2 && last.op() instanceof Op.Concat && complements(last)) {
      Node sigmoid = behindReshapes(last.inputs().get(1));
      if (sigmoid != null) {
        return new Classifier(twoLogits(graph, sigmoid.inputs().get(0)), Classifier.Head.SOFTMAX);
      }
    }
    if (isSigmoid(last)) {
      throw new IllegalArgumentException(
          "its probabilities are sigmoids, each of a score of its own, and no softmax; choose the"
              + " scores '"
              + operand
              + "' as the output to compare models by them");
    }
    if (normalises(last)) {
      throw new IllegalArgumentException(
          "its probabilities are '"
              + operand
              + "' divided by their sum, and no softmax; choose the scores before them as the"
              + " output to compare models by them");
    }
    return new Classifier(graph, Classifier.Head.LOGITS);
  }

  /** Whether a pair is 1 - p and p, of a sigmoid p. */
  private boolean complements(Node pair) {
    if (pair.inputs().size() != 2) {
      return false;
    }
    Node p = behindReshapes(pair.inputs().get(1));
    Node rest = behindReshapes(pair.inputs().get(0));
    if (!isSigmoid(p) || rest == null || p == null) {
      return false;
    }
    if (rest.op() instanceof Op.Sub) {
      return isOne(rest.inputs().get(0)) && p.equals(behindReshapes(rest.inputs().get(1)));
    }
    return false;
  }

  private boolean isOne(String value) {
    Constant constant = graph.constants().get(value);
    return constant != null
        && constant.isExact()
        && constant.shape().size() == 1
        && constant.value().at(0) == 1;
  }

  /** Whether a quotient divides by the sum of its own dividend, or of its magnitudes. */
  private boolean normalises(Node node) {
    if (!(node.op() instanceof Op.Div)) {
      return false;
    }
    Node sum = behindReshapes(node.inputs().get(1));
    if (sum == null || !(sum.op() instanceof Op.ReduceSum)) {
      return false;
    }
    Node magnitude = nodes.get(sum.inputs().get(0));
    return sum.inputs().get(0).equals(node.inputs().get(0))
        || (magnitude != null
            && magnitude.op() instanceof Op.Elementwise e
            && e.function() instanceof ScalarFunction.Abs
            && magnitude.inputs().get(0).equals(node.inputs().get(0)));
  }

  private Graph upTo(String value) {
    return upTo(graph, value);
  }

  private static Graph upTo(Graph graph, String value) {
    Graph cut =
        new Graph(graph.name(), graph.inputs(), graph.constants(), graph.nodes(), List.of(value));
    return new RemoveDeadCode().apply(cut);
  }

  /** The graph up to a single score z, then 0 and z as the logits of two classes. */
  static Graph twoLogits(Graph graph, String score) {
    Graph cut = upTo(graph, score);
    GraphBuilder builder = new GraphBuilder(cut.name());
    for (Input input : cut.inputs()) {
      builder.input(input.name(), input.shape());
    }
    cut.constants().forEach(builder::constant);
    for (Node node : cut.nodes()) {
      builder.add(node.name(), node.op(), node.inputs().toArray(String[]::new));
    }
    String z = builder.add(score + "/score", new Op.Reshape(Shape.of(1, 1)), score);
    String both = builder.constant(score + "/both", Tensor.ofFloats(Shape.of(1, 2), 0f, 1f));
    return builder.build(builder.add(score + "/logits", new Op.MatMul(), z, both));
  }
}
