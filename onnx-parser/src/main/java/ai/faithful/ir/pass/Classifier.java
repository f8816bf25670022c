package ai.faithful.ir.pass;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.List;

/**
 * A graph that scores classes: one input, one output of K numbers, a trailing softmax taken off.
 *
 * @param logits the graph up to the logits
 * @param head what the model applies to its logits
 */
public record Classifier(Graph logits, Head head) {
  /** What stands between the logits and the model's output. */
  public enum Head {
    LOGITS,
    SOFTMAX,
    LOG_SOFTMAX
  }

  /**
   * Takes a graph as a classifier.
   *
   * @throws IllegalArgumentException if it has several inputs or outputs, or its output is not one
   *     row of at least two numbers
   */
  public static Classifier of(Graph graph) {
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
      throw new IllegalArgumentException(
          ("a classifier has one input and one output, this model has " + graph.inputs().size())
              + (" and " + graph.outputs().size()));
    }
    Shape output = graph.shapeOf(graph.outputs().get(0));
    if (output.dims().stream().filter(d -> d != 1).count() != 1 || output.size() < 2) {
      throw new IllegalArgumentException(
          "output '" + graph.outputs().get(0) + "' " + output + " is not one row of class scores");
    }
    String value = graph.outputs().get(0);
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (!node.name().equals(value)) {
        continue;
      }
      if (node.op() instanceof Op.Softmax softmax
          && node.shape().dim(softmax.axis()) == output.size()) {
        return new Classifier(upTo(graph, node.inputs().get(0)), Head.SOFTMAX);
      }
      if (node.op() instanceof Op.LogSoftmax softmax
          && node.shape().dim(softmax.axis()) == output.size()) {
        return new Classifier(upTo(graph, node.inputs().get(0)), Head.LOG_SOFTMAX);
      }
      if (!(node.op() instanceof Op.Reshape)) {
        break;
      }
      value = node.inputs().get(0);
    }
    return new Classifier(graph, Head.LOGITS);
  }

  /** The number of classes. */
  public int classes() {
    return logits.shapeOf(logits.outputs().get(0)).size();
  }

  private static Graph upTo(Graph graph, String value) {
    Graph cut =
        new Graph(graph.name(), graph.inputs(), graph.constants(), graph.nodes(), List.of(value));
    return new RemoveDeadCode().apply(cut);
  }
}
