package ai.faithful.training.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.verify.bound.Box;
import ai.faithful.verify.bound.Crown;
import ai.faithful.verify.bound.Rounding;
import ai.faithful.verify.bound.Rows;
import ai.faithful.verify.rule.Network;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Bounds of z_j - z_c by backward rows (e_j - e_c) on interval intermediate bounds (THEORY 3): back
 * to the input, or, much cheaper and enough for a network that was trained on intervals, to the
 * last activation's interval.
 */
final class LogitGaps {
  private final Network network;
  private final String logits;
  private final ai.faithful.ir.Shape shape;

  /**
   * Of one output of a graph.
   *
   * @param manager holds the constants
   */
  LogitGaps(Graph graph, String logits, boolean fromInput, NDManager manager) {
    Graph followed = fromInput ? whole(graph, logits) : tail(graph, logits);
    this.network = Network.of(followed, manager, DataType.FLOAT32);
    this.logits = logits;
    this.shape = graph.shapeOf(logits);
  }

  /**
   * Bounds for each region.
   *
   * @param boxes of the whole graph's values
   * @param weights live ones by the graph's names; those that the tail lacks are left aside
   * @param labels c of each region
   * @return [N][0 for lower, 1 for upper][classes], 0 at c itself
   */
  double[][][] of(
      Map<String, Box> boxes, Map<String, NDArray> weights, int[] labels, NDManager manager) {
    int n = labels.length;
    int classes = shape.size();
    float[] coefficients = new float[n * 2 * classes * classes];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < classes; j++) {
        int positive = ((i * 2) * classes + j) * classes;
        int negative = ((i * 2 + 1) * classes + j) * classes;
        coefficients[positive + j] += 1;
        coefficients[positive + labels[i]] -= 1;
        coefficients[negative + j] -= 1;
        coefficients[negative + labels[i]] += 1;
      }
    }
    long[] dims = shape.dims().stream().mapToLong(d -> d).toArray();
    Rows rows =
        new Rows(
            Map.of(
                logits,
                manager.create(coefficients, new Shape(n, 2L * classes).addAll(new Shape(dims)))),
            manager.zeros(new Shape(n, 2L * classes)));
    Map<String, NDArray> own = new LinkedHashMap<>(weights);
    own.keySet().retainAll(network.graph().constants().keySet());
    float[] bounds =
        Crown.lowerBound(network.withParameters(own), boxes, rows, Rounding.NONE).toFloatArray();
    double[][][] gaps = new double[n][2][classes];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < classes; j++) {
        gaps[i][0][j] = bounds[(i * 2) * classes + j];
        gaps[i][1][j] = -bounds[(i * 2 + 1) * classes + j];
      }
    }
    return gaps;
  }

  /** What follows the last ReLU on the way to the logits, or all of it if paths go around it. */
  private static Graph tail(Graph graph, String logits) {
    Set<String> needed = new HashSet<>(Set.of(logits));
    List<Node> nodes = new ArrayList<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (!needed.remove(node.name())) {
        continue;
      }
      needed.removeIf(graph::isConstant);
      if (node.op() instanceof Op.Relu && needed.isEmpty()) {
        return part(graph, new Input(node.name(), node.shape()), nodes, logits);
      }
      nodes.add(0, node);
      needed.addAll(node.inputs());
    }
    return whole(graph, logits);
  }

  /** All that the logits depend on. */
  private static Graph whole(Graph graph, String logits) {
    Set<String> needed = new HashSet<>(Set.of(logits));
    List<Node> nodes = new ArrayList<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (needed.contains(node.name())) {
        nodes.add(0, node);
        needed.addAll(node.inputs());
      }
    }
    return part(graph, graph.inputs().get(0), nodes, logits);
  }

  private static Graph part(Graph graph, Input input, List<Node> nodes, String logits) {
    Map<String, Constant> constants = new LinkedHashMap<>(graph.constants());
    Set<String> read = new HashSet<>();
    nodes.forEach(node -> read.addAll(node.inputs()));
    constants.keySet().retainAll(read);
    return new Graph(graph.name(), List.of(input), constants, nodes, List.of(logits));
  }
}
