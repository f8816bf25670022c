package ai.faithful.ir.pass;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether a graph computes the same function of each index of its leading axis: whether that axis
 * is a batch, whatever its extent in the file.
 */
public final class LeadingAxis {
  private final int extent;
  private final Set<String> variables;
  private final Map<String, Shape> shapes = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  private LeadingAxis(Graph graph, int extent) {
    this.extent = extent;
    this.variables = graph.variables();
    graph.inputs().forEach(input -> shapes.put(input.name(), input.shape()));
    graph.constants().forEach((name, constant) -> shapes.put(name, constant.shape()));
    graph.nodes().forEach(node -> shapes.put(node.name(), node.shape()));
  }

  /**
   * What stands against it, one entry per value; empty if the leading axis is a batch.
   *
   * @param extent of the axis
   */
  public static List<String> problems(Graph graph, int extent) {
    LeadingAxis axis = new LeadingAxis(graph, extent);
    graph.inputs().forEach(input -> axis.require(input.name()));
    for (Node node : graph.nodes()) {
      if (axis.variables.contains(node.name())) {
        axis.require(node.name());
        if (axis.mixes(node)) {
          axis.problems.add("node '" + node.name() + "' mixes the batch axis with others");
        }
      }
    }
    for (String output : graph.outputs()) {
      if (!axis.variables.contains(output)) {
        axis.problems.add("output '" + output + "' does not depend on an input");
      }
    }
    return axis.problems;
  }

  private void require(String name) {
    Shape shape = shape(name);
    if (shape.rank() == 0 || shape.dim(0) != extent) {
      problems.add("value '" + name + "' " + shape + " has no leading axis of extent " + extent);
    }
  }

  private boolean mixes(Node node) {
    Op op = node.op();
    if (op instanceof Op.Relu || op instanceof Op.Elementwise || op instanceof Op.Reshape) {
      return false; // A Reshape that keeps the leading extent keeps each index's elements together.
    }
    if (op instanceof Op.Add
        || op instanceof Op.Sub
        || op instanceof Op.Mul
        || op instanceof Op.Div
        || op instanceof Op.Max) {
      return node.inputs().stream().anyMatch(input -> shifts(input, node.shape()));
    }
    if (op instanceof Op.MatMul) {
      return matMulMixes(node);
    }
    if (op instanceof Op.Conv) {
      return variables.contains(node.inputs().get(1));
    }
    if (op instanceof Op.Transpose t) {
      return t.permutation().get(0) != 0;
    }
    if (op instanceof Op.Softmax s) {
      return s.axis() == 0;
    }
    if (op instanceof Op.LogSoftmax s) {
      return s.axis() == 0;
    }
    if (op instanceof Op.Concat c) {
      return c.axis() == 0 || !variables.containsAll(node.inputs());
    }
    if (op instanceof Op.Gather g) {
      return g.axis() == 0;
    }
    if (op instanceof Op.Pad p) {
      return p.begin().get(0) != 0 || p.end().get(0) != 0 || p.interior().get(0) != 0;
    }
    if (op instanceof Op.Expand e) {
      return shape(node.inputs().get(0)).rank() != e.target().rank();
    }
    if (op instanceof Op.ReduceSum r) {
      return r.axes().contains(0);
    }
    if (op instanceof Op.ReduceMax r) {
      return r.axes().contains(0);
    }
    return !(op instanceof Op.MaxPool);
  }

  /** Whether broadcasting moves a variable's leading axis, or a constant differs along it. */
  private boolean shifts(String operand, Shape result) {
    Shape shape = shape(operand);
    return variables.contains(operand) ? shape.rank() != result.rank() : varies(shape, result);
  }

  private boolean varies(Shape constant, Shape result) {
    return constant.rank() == result.rank() && constant.rank() > 0 && constant.dim(0) != 1;
  }

  /**
   * A matrix product keeps the batch apart if it is the rows of the left or a leading axis of both.
   */
  private boolean matMulMixes(Node node) {
    Shape a = shape(node.inputs().get(0));
    Shape b = shape(node.inputs().get(1));
    boolean variableA = variables.contains(node.inputs().get(0));
    boolean variableB = variables.contains(node.inputs().get(1));
    int rank = node.shape().rank();
    return (variableA && (a.rank() < 2 || a.rank() != rank))
        || (variableB && (b.rank() < 3 || b.rank() != rank))
        || (variableA && variableB && a.rank() == 2)
        || (!variableA && a.rank() > 2 && varies(a, node.shape()))
        || (!variableB && b.rank() > 2 && varies(b, node.shape()));
  }

  private Shape shape(String name) {
    return shapes.getOrDefault(name, Shape.SCALAR);
  }
}
