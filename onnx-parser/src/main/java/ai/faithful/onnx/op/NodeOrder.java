package ai.faithful.onnx.op;

import ai.faithful.onnx.proto.AttributeProto;
import ai.faithful.onnx.proto.GraphProto;
import ai.faithful.onnx.proto.NodeProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;

/** Sorts nodes so that each comes after everything it reads; a sorted list stays as it is. */
final class NodeOrder {
  private NodeOrder() {}

  /**
   * The nodes in topological order.
   *
   * @param given whether a name is defined without any of these nodes
   * @param problems what is wrong: a value defined twice, read but never defined, or a cycle
   */
  static List<NodeProto> sort(
      List<NodeProto> nodes, Predicate<String> given, List<String> problems) {
    Map<String, Integer> producer = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String output : nodes.get(i).getOutputList()) {
        if (!output.isEmpty() && (given.test(output) || producer.putIfAbsent(output, i) != null)) {
          problems.add("value " + Text.quote(output) + " is defined twice");
        }
      }
    }
    List<List<Integer>> readers = new ArrayList<>();
    int[] waiting = new int[nodes.size()];
    nodes.forEach(node -> readers.add(new ArrayList<>()));
    for (int i = 0; i < nodes.size(); i++) {
      for (String input : reads(nodes.get(i))) {
        Integer from = producer.get(input);
        if (from != null) {
          readers.get(from).add(i);
          waiting[i]++;
        } else if (!input.isEmpty() && !given.test(input)) {
          problems.add(title(nodes.get(i)) + " reads undefined " + Text.quote(input));
        }
      }
    }
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int i = 0; i < waiting.length; i++) {
      if (waiting[i] == 0) {
        ready.add(i);
      }
    }
    List<NodeProto> sorted = new ArrayList<>();
    while (!ready.isEmpty()) {
      int next = ready.remove();
      sorted.add(nodes.get(next));
      for (int reader : readers.get(next)) {
        if (--waiting[reader] == 0) {
          ready.add(reader);
        }
      }
    }
    if (sorted.size() < nodes.size()) {
      Deque<String> stuck = new ArrayDeque<>();
      for (int i = 0; i < waiting.length && stuck.size() < 5; i++) {
        if (waiting[i] > 0) {
          stuck.add(title(nodes.get(i)));
        }
      }
      problems.add("nodes wait for each other in a cycle, among them " + String.join(", ", stuck));
    }
    return sorted;
  }

  /** Every name that a node reads, itself or in the graphs among its attributes. */
  static List<String> reads(NodeProto node) {
    boolean nested = false;
    for (AttributeProto attribute : node.getAttributeList()) {
      nested |= attribute.hasG() || attribute.getGraphsCount() > 0;
    }
    if (!nested) {
      return node.getInputList();
    }
    Set<String> names = new LinkedHashSet<>(node.getInputList());
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG()) {
        names.addAll(captured(attribute.getG()));
      }
      attribute.getGraphsList().forEach(graph -> names.addAll(captured(graph)));
    }
    return List.copyOf(names);
  }

  /** What a graph reads that it does not define. */
  private static Set<String> captured(GraphProto graph) {
    Set<String> names = new LinkedHashSet<>();
    graph.getNodeList().forEach(node -> names.addAll(reads(node)));
    graph.getOutputList().forEach(output -> names.add(output.getName()));
    graph.getNodeList().forEach(node -> node.getOutputList().forEach(names::remove));
    graph.getInputList().forEach(input -> names.remove(input.getName()));
    graph.getInitializerList().forEach(tensor -> names.remove(tensor.getName()));
    graph.getSparseInitializerList().forEach(t -> names.remove(t.getValues().getName()));
    return names;
  }

  /** What a message calls a node. */
  static String title(NodeProto node) {
    return node.getName().isEmpty() && node.getOutputCount() > 0
        ? "the node that makes " + Text.quote(node.getOutput(0))
        : "node " + Text.quote(node.getName());
  }
}
