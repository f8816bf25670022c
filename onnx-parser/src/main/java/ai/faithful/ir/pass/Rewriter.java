package ai.faithful.ir.pass;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rebuilds a graph node by node for a pass: a node is kept, replaced under its own name, or dropped
 * in favour of another value. The outputs keep their names.
 */
final class Rewriter {
  /** Looks at one node, and either rewrites it through the rewriter or returns false to keep it. */
  @FunctionalInterface
  interface Rule {
    boolean rewrite(Node node, Rewriter to);
  }

  private final Graph source;
  private final Map<String, Constant> constants;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, String> replaced = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private boolean changed;

  private Rewriter(Graph source) {
    this.source = source;
    this.constants = new LinkedHashMap<>(source.constants());
    names.addAll(source.constants().keySet());
    source.inputs().forEach(input -> names.add(input.name()));
    for (Node node : source.nodes()) {
      names.add(node.name());
      node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
    }
    source.outputs().forEach(output -> uses.merge(output, 1, Integer::sum));
  }

  /** Applies a rule to every node in order. */
  static Graph rewrite(Graph source, Rule rule) {
    Rewriter to = new Rewriter(source);
    for (Node node : source.nodes()) {
      Node current =
          new Node(
              node.name(),
              node.op(),
              node.inputs().stream().map(to::resolve).toList(),
              node.shape());
      if (rule.rewrite(current, to)) {
        to.changed = true;
      } else {
        to.nodes.put(current.name(), current);
      }
    }
    return to.changed ? to.build() : source;
  }

  /** The node that makes a value, if one does. */
  Optional<Node> producer(String value) {
    return Optional.ofNullable(nodes.get(value));
  }

  Optional<Constant> constant(String value) {
    return Optional.ofNullable(constants.get(value));
  }

  /** Whether a value is read exactly once in the source graph, outputs counted as reads. */
  boolean isReadOnce(String value) {
    return uses.getOrDefault(value, 0) == 1;
  }

  boolean isOutput(Node node) {
    return source.outputs().contains(node.name());
  }

  /** The extents of a value. */
  Shape shapeOf(String value) {
    Constant constant = constants.get(value);
    if (constant != null) {
      return constant.shape();
    }
    Node node = nodes.get(value);
    return node != null ? node.shape() : source.shapeOf(value);
  }

  /** Adds a constant and returns its name. */
  String addConstant(String hint, Constant constant) {
    String name = fresh(hint);
    constants.put(name, constant);
    return name;
  }

  /** Adds a node beside those of the source and returns its name. */
  String addNode(String hint, Op op, String... operands) {
    String name = fresh(hint);
    put(name, op, operands);
    return name;
  }

  /** Puts another operation in the place of a node, under its name. */
  void replace(Node node, Op op, String... operands) {
    put(node.name(), op, operands);
  }

  /** Puts a constant in the place of a node. */
  void replaceByConstant(Node node, Constant constant) {
    if (source.outputs().contains(node.name())) {
      String value = addConstant(node.name() + "/value", constant);
      put(node.name(), new Op.Reshape(node.shape()), value);
    } else {
      constants.put(node.name(), constant);
    }
  }

  /** Drops a node: its readers read another value of the same shape instead. */
  void replaceByValue(Node node, String value) {
    if (source.outputs().contains(node.name())) {
      Node producer = nodes.get(value);
      if (producer == null || source.outputs().contains(value)) {
        put(node.name(), new Op.Reshape(node.shape()), value);
        return;
      }
      rename(producer, node.name());
      return;
    }
    replaced.put(node.name(), value);
  }

  private void rename(Node producer, String name) {
    Map<String, Node> before = new LinkedHashMap<>(nodes);
    nodes.clear();
    for (Node node : before.values()) {
      String kept = node.name().equals(producer.name()) ? name : node.name();
      List<String> inputs =
          node.inputs().stream().map(i -> i.equals(producer.name()) ? name : i).toList();
      nodes.put(kept, new Node(kept, node.op(), inputs, node.shape()));
    }
    replaced.put(producer.name(), name);
  }

  private void put(String name, Op op, String... operands) {
    List<String> inputs = List.of(operands);
    Shape shape = op.shape(inputs.stream().map(this::shapeOf).toList());
    nodes.put(name, new Node(name, op, inputs, shape));
  }

  private String resolve(String value) {
    String current = value;
    while (replaced.containsKey(current)) {
      current = replaced.getOrDefault(current, current);
    }
    return current;
  }

  private String fresh(String hint) {
    String name = hint;
    for (int i = 2; !names.add(name); i++) {
      name = hint + "_" + i;
    }
    return name;
  }

  private Graph build() {
    return new Graph(
        source.name(),
        source.inputs(),
        constants,
        new ArrayList<>(nodes.values()),
        source.outputs());
  }
}
