package ai.faithful.verify.bound;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Indexing;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The sums of squared differences in a graph, (x - m)^2: the variances of layer, group and instance
 * normalisations, whether a file has them as one operator or as many. A runtime may compute such a
 * sum as a difference of sums of squares, whose roundings are of the size of x^2 and m^2, however
 * small the difference is.
 */
final class SquaredDeviations {
  private final Map<String, Node> squared;
  private final Map<String, Shape> shapes;

  private SquaredDeviations(Map<String, Node> squared, Map<String, Shape> shapes) {
    this.squared = squared;
    this.shapes = shapes;
  }

  static SquaredDeviations of(Graph graph) {
    Map<String, Node> differences = new HashMap<>();
    Map<String, Node> squared = new HashMap<>();
    Map<String, Shape> shapes = new HashMap<>();
    Set<String> variables = graph.variables();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Op.Sub && variables.containsAll(node.inputs())) {
        differences.put(node.name(), node);
        node.inputs().forEach(operand -> shapes.put(operand, graph.shapeOf(operand)));
      }
      Node difference = differences.get(node.inputs().get(0));
      if (difference != null && isSquare(node)) {
        squared.put(node.name(), difference);
      }
    }
    return new SquaredDeviations(squared, shapes);
  }

  private static boolean isSquare(Node node) {
    if (node.op() instanceof Op.Elementwise e) {
      return e.function().equals(new ScalarFunction.Power(2));
    }
    return node.op() instanceof Op.Mul && node.inputs().get(0).equals(node.inputs().get(1));
  }

  /** Whether a node adds up squared differences. */
  boolean sums(Node node) {
    return node.op() instanceof Op.ReduceSum && squared.containsKey(node.inputs().get(0));
  }

  /** (|x| + |m|)^2 of each element of squared differences. */
  double[] terms(String squares, Map<String, double[]> magnitudes) {
    Node difference = Objects.requireNonNull(squared.get(squares));
    double[] terms = new double[difference.shape().size()];
    for (String operand : difference.inputs()) {
      double[] m = Objects.requireNonNull(magnitudes.get(operand));
      int[] from =
          Indexing.broadcast(Objects.requireNonNull(shapes.get(operand)), difference.shape());
      for (int i = 0; i < terms.length; i++) {
        terms[i] += m[from[i]];
      }
    }
    for (int i = 0; i < terms.length; i++) {
      terms[i] *= terms[i];
    }
    return terms;
  }
}
