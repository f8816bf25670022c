package ai.faithful.verify.rule;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph with each operator of many variables taken apart into linear ones, functions of one
 * variable and products of two. The real-number meaning stays; every value keeps its name, and what
 * comes in between has names of its own. A relaxation of the parts lets bounds be refined where
 * they matter: at the difference of the two operands of a maximum, at the logit differences of a
 * softmax.
 */
final class Expansion {
  private final Set<String> variables;
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Map<String, Node> producers = new HashMap<>();
  private final Map<String, Constant> constants;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, List<String>> maxima = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private String prefix = "";

  private Expansion(Graph graph) {
    this.variables = graph.variables();
    this.constants = new LinkedHashMap<>(graph.constants());
    for (Input input : graph.inputs()) {
      shapes.put(input.name(), input.shape());
    }
    constants.forEach((name, constant) -> shapes.put(name, constant.shape()));
    taken.addAll(shapes.keySet());
    graph.nodes().forEach(node -> taken.add(node.name()));
  }

  /**
   * The graph in parts.
   *
   * @param graph with the same inputs, constants (and more) and outputs
   * @param maxima by the name of each value that is the greater of two others, those two
   */
  record Expanded(Graph graph, Map<String, List<String>> maxima) {}

  static Expanded of(Graph graph) {
    Expansion expansion = new Expansion(graph);
    for (Node node : graph.nodes()) {
      expansion.prefix = node.name();
      boolean constant =
          node.inputs().stream().noneMatch(operand -> expansion.variables.contains(operand));
      if (constant || !expansion.expand(node)) {
        expansion.append(node);
      }
    }
    Graph expanded =
        new Graph(
            graph.name(), graph.inputs(), expansion.constants, expansion.nodes, graph.outputs());
    return new Expanded(expanded, expansion.maxima);
  }

  /** Whether the node was taken apart. */
  private boolean expand(Node node) {
    Op op = node.op();
    String name = node.name();
    String x = node.inputs().get(0);
    if (op instanceof Op.Mul) {
      return product(name, x, node.inputs().get(1));
    } else if (op instanceof Op.Div) {
      return quotient(name, x, node.inputs().get(1));
    } else if (op instanceof Op.MatMul && bothVary(node)) {
      new MatrixProduct(this).expand(name, x, node.inputs().get(1), node.shape());
    } else if (op instanceof Op.Max) {
      new Maxima(this).pair(name, x, node.inputs().get(1));
    } else if (op instanceof Op.ReduceMax reduce) {
      new Maxima(this).reduce(name, x, reduce);
    } else if (op instanceof Op.MaxPool pool) {
      new Maxima(this).pool(name, x, pool, node.shape());
    } else if (op instanceof Op.Softmax softmax) {
      new SoftmaxParts(this).softmax(name, x, softmax.axis(), false);
    } else if (op instanceof Op.LogSoftmax softmax) {
      new SoftmaxParts(this).softmax(name, x, softmax.axis(), true);
    } else {
      return op instanceof Op.Elementwise elementwise && inverseRoot(name, x, elementwise);
    }
    return true;
  }

  private boolean bothVary(Node node) {
    return node.inputs().stream().allMatch(variables::contains);
  }

  /** x x is a square: a function of one variable. */
  private boolean product(String name, String x, String y) {
    if (x.equals(y)) {
      add(name, new Op.Elementwise(new ScalarFunction.Power(2)), x);
      return true;
    }
    return false;
  }

  /** x / y is x times 1 / y. */
  private boolean quotient(String name, String x, String y) {
    if (!variables.contains(y)) {
      return false;
    }
    add(name, new Op.Mul(), x, inverse(y));
    return true;
  }

  /** 1 / y, or y'^(-1/2) where y is the root of y'. */
  private String inverse(String y) {
    Node node = producers.get(y);
    if (node != null && node.op() instanceof Op.Elementwise e && isRoot(e.function())) {
      Op.Elementwise power = new Op.Elementwise(new ScalarFunction.Power(-0.5));
      return add("inverse", power, node.inputs().get(0));
    }
    return add("inverse", new Op.Elementwise(new ScalarFunction.Reciprocal()), y);
  }

  private boolean inverseRoot(String name, String x, Op.Elementwise elementwise) {
    Node node = producers.get(x);
    boolean inverse =
        elementwise.function() instanceof ScalarFunction.Reciprocal
            || elementwise.function().equals(new ScalarFunction.Power(-1));
    if (!inverse
        || node == null
        || !(node.op() instanceof Op.Elementwise e)
        || !isRoot(e.function())) {
      return false;
    }
    add(name, new Op.Elementwise(new ScalarFunction.Power(-0.5)), node.inputs().get(0));
    return true;
  }

  private static boolean isRoot(ScalarFunction function) {
    return function instanceof ScalarFunction.Sqrt
        || function.equals(new ScalarFunction.Power(0.5));
  }

  Shape shape(String value) {
    Shape shape = shapes.get(value);
    if (shape == null) {
      throw new IllegalArgumentException("no value '" + value + "'");
    }
    return shape;
  }

  /**
   * Adds a node.
   *
   * @param name of the value being taken apart for its last part, else what the part is
   */
  String add(String name, Op op, String... operands) {
    List<Shape> operandShapes = new ArrayList<>();
    for (String operand : operands) {
      operandShapes.add(shape(operand));
    }
    String unique = name.equals(prefix) ? name : unique(name);
    append(new Node(unique, op, List.of(operands), op.shape(operandShapes)));
    return unique;
  }

  String constant(String name, Tensor value) {
    String unique = unique(name);
    constants.put(unique, Constant.exact(value));
    shapes.put(unique, value.shape());
    return unique;
  }

  /** Notes that a value is the greater of two others. */
  void maximum(String value, String a, String b) {
    maxima.put(value, List.of(a, b));
  }

  private void append(Node node) {
    nodes.add(node);
    shapes.put(node.name(), node.shape());
    producers.put(node.name(), node);
  }

  private String unique(String part) {
    String name = prefix + "/" + part;
    for (int i = 2; !taken.add(name); i++) {
      name = prefix + "/" + part + i;
    }
    return name;
  }
}
