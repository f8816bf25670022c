package ai.faithful.training.bound;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parts of a graph that lead to one of its values. */
final class Part {
  private Part() {}

  /** What follows the last ReLU on the way to a value, or all of it if paths go around it. */
  static Graph tail(Graph graph, String value) {
    Set<String> needed = new HashSet<>(Set.of(value));
    List<Node> nodes = new ArrayList<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (!needed.remove(node.name())) {
        continue;
      }
      needed.removeIf(graph::isConstant);
      if (node.op() instanceof Op.Relu && needed.isEmpty()) {
        return of(graph, new Input(node.name(), node.shape()), nodes, value);
      }
      nodes.add(0, node);
      needed.addAll(node.inputs());
    }
    return whole(graph, value);
  }

  /** All that a value depends on. */
  static Graph whole(Graph graph, String value) {
    Set<String> needed = new HashSet<>(Set.of(value));
    List<Node> nodes = new ArrayList<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (needed.contains(node.name())) {
        nodes.add(0, node);
        needed.addAll(node.inputs());
      }
    }
    return of(graph, graph.inputs().get(0), nodes, value);
  }

  private static Graph of(Graph graph, Input input, List<Node> nodes, String value) {
    Map<String, Constant> constants = new LinkedHashMap<>(graph.constants());
    Set<String> read = new HashSet<>();
    nodes.forEach(node -> read.addAll(node.inputs()));
    constants.keySet().retainAll(read);
    return new Graph(graph.name(), List.of(input), constants, nodes, List.of(value));
  }
}
