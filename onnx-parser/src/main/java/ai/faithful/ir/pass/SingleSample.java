package ai.faithful.ir.pass;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Input;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.Set;

/**
 * A graph of a fixed batch as the graph of one sample, where the samples do not depend on each
 * other: what a file exported for a batch of five computes of each of the five.
 */
public final class SingleSample {
  private SingleSample() {}

  /** The graph of one sample; the graph as it is, if its leading axis is no batch. */
  public static Graph of(Graph graph) {
    Shape input = graph.inputs().get(0).shape();
    int extent = input.rank() == 0 ? 1 : input.dim(0);
    if (extent <= 1 || !LeadingAxis.problems(graph, extent).isEmpty()) {
      return graph;
    }
    GraphBuilder builder = new GraphBuilder(graph.name());
    for (Input in : graph.inputs()) {
      builder.input(in.name(), single(in.shape()));
    }
    graph.constants().forEach(builder::constant);
    Set<String> variables = graph.variables();
    for (Node node : graph.nodes()) {
      boolean variable = variables.contains(node.name());
      Op op = node.op();
      if (variable && op instanceof Op.Reshape reshape) {
        op = new Op.Reshape(single(reshape.target()));
      } else if (variable && op instanceof Op.Expand expand) {
        op = new Op.Expand(single(expand.target()));
      }
      builder.add(node.name(), op, node.inputs().toArray(String[]::new));
    }
    return builder.build(graph.outputs().toArray(String[]::new));
  }

  private static Shape single(Shape shape) {
    return new Shape(shape.dims().subList(1, shape.rank())).prepend(1);
  }
}
