package ai.faithful.onnx;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether the leading axis of extent 1 can be made symbolic: whether no operation mixes it. */
final class BatchAxis {
  private BatchAxis() {}

  /** What stands against it, one entry per value. */
  static List<String> problems(Graph graph) {
    List<String> problems = new ArrayList<>();
    Set<String> variables = graph.variables();
    graph.inputs().forEach(input -> require(input.name(), input.shape(), problems));
    for (Node node : graph.nodes()) {
      if (!variables.contains(node.name())) {
        continue;
      }
      require(node.name(), node.shape(), problems);
      boolean mixes =
          (node.op() instanceof Op.Transpose t && t.permutation().get(0) != 0)
              || (node.op() instanceof Op.Softmax s && s.axis() == 0)
              || (node.op() instanceof Op.LogSoftmax l && l.axis() == 0)
              || (node.op() instanceof Op.MatMul && mixes(graph, node, variables))
              || (node.op() instanceof Op.Conv && variables.contains(node.inputs().get(1)))
              || arranges(graph, node)
              || shiftsAxes(graph, node, variables);
      if (mixes) {
        problems.add("node '" + node.name() + "' mixes the batch axis with others");
      }
    }
    for (String output : graph.outputs()) {
      if (!variables.contains(output)) {
        problems.add("output '" + output + "' does not depend on an input");
      }
    }
    return problems;
  }

  private static void require(String name, Shape shape, List<String> problems) {
    if (shape.rank() == 0 || shape.dim(0) != 1) {
      problems.add("value '" + name + "' " + shape + " has no leading axis of extent 1");
    }
  }

  /**
   * A matrix product keeps the batch apart if it is a row of the left or a leading axis of both.
   */
  private static boolean mixes(Graph graph, Node node, Set<String> variables) {
    Shape a = graph.shapeOf(node.inputs().get(0));
    Shape b = graph.shapeOf(node.inputs().get(1));
    boolean variableA = variables.contains(node.inputs().get(0));
    boolean variableB = variables.contains(node.inputs().get(1));
    int rank = node.shape().rank();
    return (variableA && a.rank() < 2)
        || (variableB && b.rank() < 3)
        || (variableA && variableB && a.rank() == 2)
        || (variableA && a.rank() != rank)
        || (variableB && b.rank() != rank);
  }

  /** Whether an operation joins, chooses, surrounds, repeats or gathers up along axis 0. */
  private static boolean arranges(Graph graph, Node node) {
    Op op = node.op();
    if (op instanceof Op.Concat concat) {
      // A constant has one sample's extent, and is not repeated along a batch.
      return concat.axis() == 0 || node.inputs().stream().anyMatch(graph::isConstant);
    }
    return (op instanceof Op.Gather gather && gather.axis() == 0)
        || (op instanceof Op.Pad pad
            && !pad.begin().isEmpty()
            && (pad.begin().get(0) > 0 || pad.end().get(0) > 0 || pad.interior().get(0) > 0))
        || (op instanceof Op.Expand expand
            && expand.target().rank() != graph.shapeOf(node.inputs().get(0)).rank())
        || (op instanceof Op.ReduceSum sum && sum.axes().contains(0))
        || (op instanceof Op.ReduceMax max && max.axes().contains(0));
  }

  /** Broadcasting a variable to a higher rank moves its leading axis. */
  private static boolean shiftsAxes(Graph graph, Node node, Set<String> variables) {
    boolean elementwise =
        node.op() instanceof Op.Add
            || node.op() instanceof Op.Sub
            || node.op() instanceof Op.Mul
            || node.op() instanceof Op.Div
            || node.op() instanceof Op.Max;
    return elementwise
        && node.inputs().stream()
            .anyMatch(i -> variables.contains(i) && graph.shapeOf(i).rank() != node.shape().rank());
  }
}
