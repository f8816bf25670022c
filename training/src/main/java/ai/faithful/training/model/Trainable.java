package ai.faithful.training.model;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph whose constants are to be trained, and which of them belong to batch normalisation.
 *
 * @param graph every constant is a parameter
 * @param norms in the graph's order
 */
public record Trainable(Graph graph, List<Norm> norms) {
  /** Added to variances. */
  public static final double VARIANCE_FLOOR = 1e-5;

  public Trainable {
    norms = List.copyOf(norms);
  }

  /** A graph without batch normalisation. */
  public static Trainable plain(Graph graph) {
    return new Trainable(graph, List.of());
  }

  /**
   * One batch normalisation, x -> scale x + shift per channel. In training the two parameters are
   * gamma and beta, and the graph computes with gamma / sqrt(var + 1e-5) and beta - mean scale.
   *
   * @param product the value x that is normalised, the result of a Conv or MatMul
   * @param scaled name of the node scale x
   * @param shifted name of the node scale x + shift
   * @param scale name of the constant
   * @param shift name of the constant
   */
  public record Norm(String product, String scaled, String shifted, String scale, String shift) {}

  /**
   * The same function without scales: each is multiplied into the weights before it. In float32.
   *
   * @param trained the graph of this with its final constants, scales and shifts as computed with
   */
  public Graph folded(Graph trained) {
    Map<String, Constant> constants = new LinkedHashMap<>(trained.constants());
    Set<String> dropped = new HashSet<>();
    Map<String, String> renamed = new LinkedHashMap<>();
    for (Norm norm : norms) {
      Node product = node(trained, norm.product());
      String weight = product.inputs().get(1);
      Tensor scale = constant(constants, norm.scale()).value();
      constants.put(
          weight,
          Constant.exact(
              scaled(
                  constant(constants, weight).value(),
                  scale.toFloats(),
                  product.op() instanceof Op.Conv)));
      constants.remove(norm.scale());
      dropped.add(norm.scaled());
      renamed.put(norm.scaled(), norm.product());
    }
    List<Node> nodes = new ArrayList<>();
    for (Node node : trained.nodes()) {
      if (!dropped.contains(node.name())) {
        List<String> inputs = new ArrayList<>();
        node.inputs().forEach(input -> inputs.add(renamed.getOrDefault(input, input)));
        nodes.add(new Node(node.name(), node.op(), inputs, node.shape()));
      }
    }
    return new Graph(trained.name(), trained.inputs(), constants, nodes, trained.outputs());
  }

  /** Channels are the first axis of a Conv's weights and the last of a MatMul's. */
  private static Tensor scaled(Tensor weight, float[] scale, boolean conv) {
    float[] elements = weight.toFloats();
    int perChannel = elements.length / scale.length;
    for (int i = 0; i < elements.length; i++) {
      elements[i] *= scale[conv ? i / perChannel : i % scale.length];
    }
    return Tensor.ofFloats(weight.shape(), elements);
  }

  private static Node node(Graph graph, String name) {
    return graph.nodes().stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no node '" + name + "'"));
  }

  private static Constant constant(Map<String, Constant> constants, String name) {
    Constant constant = constants.get(name);
    if (constant == null) {
      throw new IllegalArgumentException("no constant '" + name + "'");
    }
    return constant;
  }
}
