package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A graph on the tensor engine: its constants uploaded, a rule at every node.
 *
 * <p>Arrays handed in and out have shape {@code [N, *shape]}. Results belong to the manager of the
 * (first) input array; everything else that a call creates is freed when it returns. A network may
 * be used by several threads at once.
 */
public final class Network {
  private final Expansion.Expanded expanded;
  private final Graph graph;
  private final NDManager manager;
  private final Precision precision;
  private final Map<String, Site> sites;
  private final ConstantArrays constants;
  private final Map<String, LinearNorms> norms = new ConcurrentHashMap<>();

  private Network(
      Expansion.Expanded expanded,
      NDManager manager,
      Precision precision,
      ConstantArrays constants) {
    this.expanded = expanded;
    this.graph = expanded.graph();
    this.manager = manager;
    this.precision = precision;
    this.constants = constants;
    this.sites = sites(graph, graph.variables(), constants);
  }

  /**
   * Uploads a graph's constants to {@code manager}, to live as long as it does.
   *
   * @param precision FLOAT32 or FLOAT64; a constant that it cannot hold is enclosed
   * @throws UnsupportedGraphException listing every node that no rule covers
   */
  public static Network of(Graph graph, NDManager manager, DataType precision) {
    Expansion.Expanded expanded = Expansion.of(graph);
    Graph parts = expanded.graph();
    // Looks for refusals before anything is uploaded.
    sites(parts, parts.variables(), ConstantArrays.NONE);
    Precision format = Precision.of(precision);
    return new Network(expanded, manager, format, ConstantArrays.upload(parts, manager, format));
  }

  /**
   * This network with live arrays in place of some constants, to differentiate by.
   *
   * @throws IllegalArgumentException if a name is no constant that the graph uses, or a shape
   *     differs
   */
  public Network withParameters(Map<String, NDArray> byConstantName) {
    byConstantName.forEach(
        (name, array) -> {
          Constant constant = graph.constants().get(name);
          if (constant == null
              || graph.nodes().stream().noneMatch(node -> node.inputs().contains(name))) {
            throw new IllegalArgumentException("graph uses no constant '" + name + "'");
          }
          long[] expected = constant.shape().dims().stream().mapToLong(d -> d).toArray();
          if (!array.getShape().equals(new ai.djl.ndarray.types.Shape(expected))) {
            throw new IllegalArgumentException(
                "constant '" + name + "' is " + constant.shape() + ", not " + array.getShape());
          }
        });
    return new Network(expanded, manager, precision, constants.with(byConstantName));
  }

  /** What is computed: the graph given, its operators of many variables in parts. */
  public Graph graph() {
    return graph;
  }

  /** The two values of which this one is the greater, elementwise; null if it is no maximum. */
  public @Nullable List<String> maximum(String value) {
    return expanded.maxima().get(value);
  }

  /** The manager that holds the constants. */
  public NDManager manager() {
    return manager;
  }

  public Precision precision() {
    return precision;
  }

  /** The graph's nodes in order. */
  public Iterable<Site> sites() {
    return sites.values();
  }

  /** The node that produces a value, null for a graph input. */
  public @Nullable Site producer(String value) {
    return sites.get(value);
  }

  /**
   * How large a linear node's parts are; computed once, unless a tape may change them.
   *
   * @param rule of the node
   */
  public LinearNorms norms(Site site, LinearRule rule) {
    return constants.live()
        ? LinearNorms.of(this, site, rule)
        : norms.computeIfAbsent(site.node().name(), name -> LinearNorms.of(this, site, rule));
  }

  /** The rule of a node of this network. */
  public static Rule rule(Site site) {
    Rule rule = Rules.of(site);
    if (rule == null) {
      throw new IllegalStateException("no rule for " + site.node());
    }
    return rule;
  }

  /**
   * The output for each row of a batch; differentiable.
   *
   * @param x {@code [N, *input]}, of a graph with one input and one output
   */
  public NDArray forward(NDArray x) {
    String output = singleOutput();
    return known(forwardAll(Map.of(graph.inputs().get(0).name(), x)), output);
  }

  /** All outputs by name. */
  public Map<String, NDArray> forwardAll(Map<String, NDArray> inputs) {
    try (Scope scope = new Scope()) {
      Map<String, NDArray> values = evaluate(inputs);
      Map<String, NDArray> outputs = new LinkedHashMap<>();
      NDManager manager = inputs.values().iterator().next().getManager();
      for (String output : graph.outputs()) {
        NDArray y = known(values, output);
        // An output that is an input is handed out under a handle of its own.
        NDArray result = inputs.containsValue(y) ? y.reshape(y.getShape()) : y;
        outputs.put(output, scope.keep(result));
        result.attach(manager);
      }
      return outputs;
    }
  }

  /**
   * The gradient of a loss by the input, by the rules' own transposes and derivatives.
   *
   * @param x {@code [N, *input]}, of a graph with one input and one output
   * @param outputGradient from the output, {@code [N, *output]}, to the loss's gradient by it
   * @return {@code [N, *input]}
   */
  public NDArray inputGradient(NDArray x, UnaryOperator<NDArray> outputGradient) {
    try (Scope scope = new Scope()) {
      String input = graph.inputs().get(0).name();
      String output = singleOutput();
      Map<String, NDArray> values = evaluate(Map.of(input, x));
      Map<String, NDArray> gradients = new HashMap<>();
      gradients.put(output, outputGradient.apply(known(values, output)));
      List<Site> reversed = new ArrayList<>(sites.values());
      Collections.reverse(reversed);
      for (Site site : reversed) {
        NDArray gradient = gradients.remove(site.node().name());
        if (gradient == null) {
          continue;
        }
        for (int arg : site.variables()) {
          String operand = site.node().inputs().get(arg);
          gradients.merge(operand, pulled(site, arg, gradient, values), NDArray::add);
        }
      }
      NDArray gradient = gradients.get(input);
      NDArray result = gradient == null ? x.zerosLike() : gradient.reshape(x.getShape());
      scope.keep(result);
      result.attach(x.getManager());
      return result;
    }
  }

  /** A gradient by a node's value as the gradient by one of its operands. */
  private static NDArray pulled(Site site, int arg, NDArray gradient, Map<String, NDArray> values) {
    Rule rule = rule(site);
    if (rule instanceof LinearRule linear) {
      return linear.applyTransposed(site, arg, gradient);
    }
    if (rule instanceof PlaneRule plane) {
      NDArray slope = plane.derivative(arg, spread(site, plane, values));
      return plane.gather(site, arg, gradient.mul(slope));
    }
    NDArray z = known(values, site.node().inputs().get(arg));
    return gradient.mul(((ActivationRule) rule).derivative(z));
  }

  private static List<NDArray> spread(Site site, PlaneRule rule, Map<String, NDArray> values) {
    List<NDArray> spread = new ArrayList<>();
    for (int arg : site.variables()) {
      spread.add(rule.spread(site, arg, known(values, site.node().inputs().get(arg))));
    }
    return spread;
  }

  private Map<String, NDArray> evaluate(Map<String, NDArray> inputs) {
    Map<String, NDArray> values = new HashMap<>(inputs);
    for (Site site : sites.values()) {
      List<String> operands = site.node().inputs();
      Rule rule = rule(site);
      @Nullable NDArray y;
      if (rule instanceof LinearRule linear) {
        y = linear.offset(site);
        for (int arg : site.variables()) {
          NDArray part = linear.apply(site, arg, known(values, operands.get(arg)));
          y = y == null ? part : part.add(y);
        }
      } else if (rule instanceof PlaneRule plane) {
        y = plane.apply(spread(site, plane, values));
      } else {
        y = ((ActivationRule) rule).apply(known(values, operands.get(0)));
      }
      values.put(site.node().name(), Objects.requireNonNull(y));
    }
    return values;
  }

  private static NDArray known(Map<String, NDArray> values, String name) {
    NDArray value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no array for '" + name + "'");
    }
    return value;
  }

  private String singleOutput() {
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
      throw new IllegalStateException(
          "graph " + graph.name() + " has several inputs or outputs: use forwardAll");
    }
    return graph.outputs().get(0);
  }

  private static Map<String, Site> sites(
      Graph graph, Set<String> variables, Parameters parameters) {
    Map<String, Shape> shapes = new HashMap<>();
    graph.inputs().forEach(input -> shapes.put(input.name(), input.shape()));
    graph.constants().forEach((name, constant) -> shapes.put(name, constant.shape()));
    Map<String, Site> sites = new LinkedHashMap<>();
    List<String> refused = new ArrayList<>();
    for (Node node : graph.nodes()) {
      List<Shape> operands = new ArrayList<>();
      List<Boolean> variable = new ArrayList<>();
      for (String operand : node.inputs()) {
        operands.add(shapes.get(operand));
        variable.add(variables.contains(operand));
      }
      shapes.put(node.name(), node.shape());
      Site site = new Site(node, operands, variable, parameters);
      String reason = refusal(site);
      if (reason != null) {
        refused.add(
            "node '" + node.name() + "' (" + node.op().name() + " of " + operands + ") " + reason);
      }
      sites.put(node.name(), site);
    }
    for (String output : graph.outputs()) {
      if (!variables.contains(output)) {
        refused.add("output '" + output + "' does not depend on the input");
      }
    }
    if (!refused.isEmpty()) {
      throw new UnsupportedGraphException(graph.name(), refused);
    }
    return sites;
  }

  private static @Nullable String refusal(Site site) {
    Rule rule = Rules.of(site);
    if (rule == null) {
      return "has no rule";
    }
    if (site.variables().isEmpty()) {
      return "has constant operands only; fold it first";
    }
    return rule.refusal(site).orElse(null);
  }
}
