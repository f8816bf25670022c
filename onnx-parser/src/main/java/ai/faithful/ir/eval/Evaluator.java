package ai.faithful.ir.eval;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.ir.Node;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a graph in double precision, node by node. Constants that carry a radius are taken at their
 * midpoint. Instances are immutable and may be shared between threads.
 */
public final class Evaluator {
  private final Graph graph;
  private final Map<String, double[]> constants = new HashMap<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final List<Kernel> kernels = new ArrayList<>();

  public Evaluator(Graph graph) {
    this.graph = graph;
    for (Map.Entry<String, Constant> entry : graph.constants().entrySet()) {
      constants.put(entry.getKey(), entry.getValue().value().toDoubles());
      shapes.put(entry.getKey(), entry.getValue().shape());
    }
    graph.inputs().forEach(input -> shapes.put(input.name(), input.shape()));
    for (Node node : graph.nodes()) {
      List<Shape> operands = node.inputs().stream().map(shapes::get).toList();
      kernels.add(Kernels.of(node.op(), operands, node.shape()));
      shapes.put(node.name(), node.shape());
    }
  }

  /**
   * The outputs, by name, in the graph's order.
   *
   * @param inputs one tensor per input, of any element type, of the input's size (its shape may
   *     differ in layout: elements are taken in row-major order)
   * @throws IllegalArgumentException if an input is missing or has another number of elements
   */
  public Map<String, Tensor> run(Map<String, Tensor> inputs) {
    Map<String, double[]> values = new HashMap<>();
    for (Input input : graph.inputs()) {
      Tensor given = inputs.get(input.name());
      if (given == null || given.size() != input.shape().size()) {
        throw new IllegalArgumentException(
            "input '"
                + input.name()
                + "' needs "
                + input.shape().size()
                + " elements, got "
                + (given == null ? "none" : String.valueOf(given.size())));
      }
      values.put(input.name(), given.toDoubles());
    }
    compute(values);
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    for (String output : graph.outputs()) {
      outputs.put(output, Tensor.ofDoubles(shapeOf(output), value(values, output).clone()));
    }
    return outputs;
  }

  /**
   * The output of a graph with one input and one output.
   *
   * @param x the input's elements in row-major order
   * @throws IllegalArgumentException if the graph has more inputs or outputs, or x does not fit
   */
  public double[] run(double[] x) {
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
      throw new IllegalArgumentException(
          "graph " + graph.name() + " has several inputs or outputs; name them");
    }
    Input input = graph.inputs().get(0);
    if (x.length != input.shape().size()) {
      throw new IllegalArgumentException(
          "input '" + input.name() + "' needs " + input.shape().size() + " elements: " + x.length);
    }
    Map<String, double[]> values = new HashMap<>();
    values.put(input.name(), x);
    compute(values);
    return value(values, graph.outputs().get(0)).clone();
  }

  private void compute(Map<String, double[]> values) {
    List<Node> nodes = graph.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      double[][] operands = new double[node.inputs().size()][];
      for (int k = 0; k < operands.length; k++) {
        operands[k] = value(values, node.inputs().get(k));
      }
      values.put(node.name(), kernels.get(i).apply(operands));
    }
  }

  private double[] value(Map<String, double[]> values, String name) {
    double[] constant = constants.get(name);
    return constant != null ? constant : required(values.get(name), name);
  }

  private Shape shapeOf(String name) {
    return required(shapes.get(name), name);
  }

  private static <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw new IllegalStateException("no value '" + name + "'");
    }
    return value;
  }
}
