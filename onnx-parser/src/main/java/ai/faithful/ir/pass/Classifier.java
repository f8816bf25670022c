package ai.faithful.ir.pass;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.ir.Node;
import ai.faithful.ir.Shape;

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
    LOG_SOFTMAX,
    /** The output is the second of two probabilities: the logistic function of a single score z. */
    SIGMOID
  }

  /**
   * Takes a graph as a classifier. Of a fixed batch of independent samples one is taken. A single
   * probability sigmoid(z), and the pair of it and its complement, are the softmax of the logits 0
   * and z.
   *
   * @throws IllegalArgumentException if it has several inputs or outputs, its output is not one row
   *     of at least two numbers, or its probabilities are no softmax of anything: normalised
   *     otherwise, or each for itself
   */
  public static Classifier of(Graph graph) {
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
      throw new IllegalArgumentException(
          ("a classifier has one input and one output, this model has "
                  + graph.inputs().stream().map(Input::name).toList())
              + (" and " + graph.outputs()));
    }
    Graph sample = SingleSample.of(graph);
    Shape output = sample.shapeOf(sample.outputs().get(0));
    Node last = new Tail(sample).last();
    if (output.size() == 1 && last != null && Tail.isSigmoid(last)) {
      return new Classifier(Tail.twoLogits(sample, last.inputs().get(0)), Head.SIGMOID);
    }
    if (output.dims().stream().filter(d -> d != 1).count() != 1 || output.size() < 2) {
      throw new IllegalArgumentException(
          "output '" + sample.outputs().get(0) + "' " + output + " is not one row of class scores");
    }
    return new Tail(sample).classifier(output.size());
  }

  /** The number of classes. */
  public int classes() {
    return logits.shapeOf(logits.outputs().get(0)).size();
  }
}
