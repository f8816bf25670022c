package ai.faithful.verify.bound;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.verify.SettingException;
import ai.faithful.verify.rule.LinearRule;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A network with an unknown error at each node that encloses how ONNX Runtime executes it in
 * float32 (THEORY 7): value = f(operands) + e, |e| at most a bound that follows from the largest
 * magnitudes over given regions. The errors are constants with a radius, so that whatever is proved
 * of the enclosed network, by whichever method, holds of every execution, and of the real-number
 * meaning too.
 *
 * <p>The magnitudes include the errors of earlier nodes: they are assumed a little larger than the
 * real ones, and the enclosed network's own boxes prove the assumption, node by node.
 */
public final class Float32Execution {
  private static final int ATTEMPTS = 4;

  /** Covers the roundings of this computation in double, which are fewer than a million. */
  private static final double OUTWARD = 1 + 0x1p-30;

  private static final double LARGEST = Float.MAX_VALUE / 4.0;

  private final Graph graph;
  private final Set<String> variables;
  private final SquaredDeviations deviations;
  private final NearConstants near;

  private Float32Execution(Graph graph) {
    this.graph = graph;
    this.variables = graph.variables();
    this.deviations = SquaredDeviations.of(graph);
    this.near = NearConstants.of(graph);
  }

  /**
   * Encloses the executions of a graph with one input over boxes.
   *
   * @param graph as its file has it: constants as they are stored, nothing folded or merged
   * @param lower least corner of each region
   * @param upper greatest corner of each region
   * @return a graph with the same input and outputs
   * @throws SettingException naming the nodes whose error is not known, or that may overflow
   */
  public static Graph enclose(Graph graph, List<double[]> lower, List<double[]> upper) {
    Float32Execution execution = new Float32Execution(graph);
    execution.refuseUnknown();
    Magnitudes intervals = new Magnitudes(lower, upper, Method.IBP);
    try {
      return execution.enclosed(intervals);
    } catch (SettingException unbounded) {
      // Intervals show little of what divides by a variance, say.
      try {
        return execution.enclosed(intervals.by(Method.FORWARD));
      } catch (SettingException e) {
        throw unbounded;
      }
    }
  }

  private Graph enclosed(Magnitudes magnitudes) {
    Map<String, double[]> real = magnitudes.of(graph);
    Map<String, double[]> assumed = new HashMap<>();
    for (String value : values()) {
      double[] m = Objects.requireNonNull(real.get(value));
      assumed.put(value, plus(m, new double[m.length]));
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Graph enclosed = with(errors(assumed));
      Map<String, double[]> reached = magnitudes.of(enclosed);
      boolean proved = true;
      for (String value : values()) {
        double[] m = Objects.requireNonNull(reached.get(value));
        double[] most = Objects.requireNonNull(assumed.get(value));
        double[] exact = Objects.requireNonNull(real.get(value));
        double[] error = new double[m.length];
        for (int i = 0; i < m.length; i++) {
          proved &= m[i] <= most[i];
          error[i] = Math.max(0, m[i] - exact[i]);
        }
        assumed.put(value, plus(exact, error));
      }
      if (proved) {
        return enclosed;
      }
    }
    throw new SettingException(
        graph.name() + ": no enclosure of its float32 execution was found; use --semantics real");
  }

  /** The absolute error of a softmax of k elements in float32, of given float32 logits. */
  public static double softmaxError(int k) {
    return FloatError.ofSoftmax(k);
  }

  /** Names of the inputs and the nodes. */
  private List<String> values() {
    List<String> values = new ArrayList<>();
    graph.inputs().forEach(input -> values.add(input.name()));
    graph.nodes().forEach(node -> values.add(node.name()));
    return values;
  }

  /** Room above real magnitudes for errors of a given size. */
  private static double[] plus(double[] real, double[] error) {
    double[] sum = new double[real.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = real[i] * (1 + 0x1p-10) + 4 * error[i] + 0x1p-120;
    }
    return sum;
  }

  private void refuseUnknown() {
    List<String> unknown = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (!isAffine(node) && !isBilinear(node) && FloatError.of(node, variablesOf(node)) == null) {
        unknown.add("node '" + node.name() + "' (" + node.op().name() + ")");
      }
    }
    graph
        .constants()
        .forEach(
            (name, constant) -> {
              if (!isStored(constant)) {
                unknown.add("constant '" + name + "', which was computed");
              }
            });
    if (!unknown.isEmpty()) {
      throw new SettingException(
          graph.name()
              + ": float32 rounding is not bounded at "
              + String.join(", ", unknown)
              + "; use --semantics real");
    }
  }

  /** Whether float32 arithmetic gets a constant right up to few roundings of its own size. */
  private static boolean isStored(Constant constant) {
    Tensor value = constant.value();
    for (int i = 0; i < value.size(); i++) {
      double radius = constant.radius().isPresent() ? constant.radius().get().at(i) : 0;
      if (!(radius <= 0x1p-45 * Math.abs(value.at(i)))) {
        return false;
      }
    }
    return true;
  }

  private int variablesOf(Node node) {
    return (int) node.inputs().stream().filter(variables::contains).count();
  }

  private boolean isAffine(Node node) {
    Op op = node.op();
    boolean sum = op instanceof Op.Add || op instanceof Op.Sub || op instanceof Op.ReduceSum;
    boolean product = op instanceof Op.MatMul || op instanceof Op.Conv || op instanceof Op.Mul;
    boolean quotient = op instanceof Op.Div && !variables.contains(node.inputs().get(1));
    return sum || ((product || quotient) && variablesOf(node) == 1);
  }

  /** A product of two variable matrices: each element a sum of products. */
  private boolean isBilinear(Node node) {
    return node.op() instanceof Op.MatMul && variablesOf(node) == 2;
  }

  /** By node, the largest error of each element; nothing where execution is exact. */
  @SuppressWarnings("try") // the scope frees what is made inside it
  private Map<String, double[]> errors(Map<String, double[]> magnitudes) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        Scope scope = new Scope()) {
      Network network = Network.of(graph, manager, DataType.FLOAT64);
      Map<String, double[]> errors = new HashMap<>();
      for (Node node : graph.nodes()) {
        double[] terms = new double[node.shape().size()];
        FloatError error;
        if (isAffine(node)) {
          Site site = Objects.requireNonNull(network.producer(node.name()));
          error = affine(manager, site, magnitudes, terms);
        } else if (isBilinear(node)) {
          error = bilinear(manager, node, magnitudes, terms);
        } else {
          error = Objects.requireNonNull(FloatError.of(node, variablesOf(node)));
        }
        if (!error.isExact()) {
          errors.put(node.name(), sizes(node, error, terms, magnitudes));
        }
      }
      return errors;
    }
  }

  /** Adds up the magnitudes of all terms of each element. */
  private FloatError affine(
      NDManager manager, Site site, Map<String, double[]> magnitudes, double[] terms) {
    LinearRule rule = (LinearRule) Network.rule(site);
    boolean variance = deviations.sums(site.node());
    int n = 0;
    for (int arg : site.variables()) {
      String operand = site.node().inputs().get(arg);
      double[] m =
          variance
              ? deviations.terms(operand, magnitudes)
              : Objects.requireNonNull(magnitudes.get(operand));
      NDArray x = manager.create(m, Layout.dims(1, site.shape(arg)));
      add(terms, rule.applyAbs(site, arg, x).toDoubleArray());
      n = Math.max(n, rule.terms(site, arg));
    }
    NDArray offset = rule.offset(site);
    if (offset != null) {
      add(terms, Layout.spread(offset, site).abs().toDoubleArray());
    }
    return variance ? FloatError.variance(n) : FloatError.affine(n + near.roundings(site.node()));
  }

  private FloatError bilinear(
      NDManager manager, Node node, Map<String, double[]> magnitudes, double[] terms) {
    List<NDArray> factors = new ArrayList<>();
    for (String input : node.inputs()) {
      Shape shape = graph.shapeOf(input);
      long[] dims = shape.dims().stream().mapToLong(d -> d).toArray();
      double[] m = Objects.requireNonNull(magnitudes.get(input));
      factors.add(manager.create(m, new ai.djl.ndarray.types.Shape(dims)));
    }
    add(terms, factors.get(0).matMul(factors.get(1)).toDoubleArray());
    return FloatError.affine(graph.shapeOf(node.inputs().get(0)).dim(-1));
  }

  private static void add(double[] sum, double[] terms) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += terms[i];
    }
  }

  private double[] sizes(
      Node node, FloatError error, double[] terms, Map<String, double[]> magnitudes) {
    double operand = 0;
    for (String input : node.inputs()) {
      double[] m = magnitudes.get(input);
      for (int i = 0; m != null && i < m.length; i++) {
        operand = Math.max(operand, m[i]);
      }
    }
    double[] value = Objects.requireNonNull(magnitudes.get(node.name()));
    double[] sizes = new double[terms.length];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] =
          OUTWARD
              * (error.perTerm() * terms[i]
                  + error.ofValue() * value[i]
                  + error.ofOperand() * operand
                  + error.absolute());
      if (!(terms[i] < LARGEST && value[i] < LARGEST && sizes[i] < LARGEST)) {
        throw new SettingException(
            graph.name()
                + ": node '"
                + node.name()
                + "' may leave the range of float32; use --semantics real");
      }
    }
    return sizes;
  }

  /** The graph with errors added, each under the name of the value it is added to. */
  private Graph with(Map<String, double[]> errors) {
    GraphBuilder builder = new GraphBuilder(graph.name());
    graph.inputs().forEach(input -> builder.input(input.name(), input.shape()));
    graph.constants().forEach(builder::constant);
    // A file may have any names, these among them.
    Set<String> taken = new HashSet<>(graph.constants().keySet());
    graph.inputs().forEach(input -> taken.add(input.name()));
    graph.nodes().forEach(node -> taken.add(node.name()));
    for (Node node : graph.nodes()) {
      String[] operands = node.inputs().toArray(String[]::new);
      double[] error = errors.get(node.name());
      if (error == null) {
        builder.add(node.name(), node.op(), operands);
        continue;
      }
      String exact = builder.add(unused(node.name() + "/real", taken), node.op(), operands);
      Tensor zero = Tensor.filled(node.shape(), 0);
      Tensor radius = Tensor.ofDoubles(node.shape(), error);
      String rounding =
          builder.constant(
              unused(node.name() + "/rounding", taken), new Constant(zero, Optional.of(radius)));
      builder.add(node.name(), new Op.Add(), exact, rounding);
    }
    return builder.build(graph.outputs().toArray(String[]::new));
  }

  private static String unused(String name, Set<String> taken) {
    String unused = name;
    while (!taken.add(unused)) {
      unused += "'";
    }
    return unused;
  }
}
