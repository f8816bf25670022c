package ai.faithful.ir.pass;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A Gather of a Gather along the same axis becomes one; a Gather that takes all its slices from one
 * operand of a Concat reads that operand.
 */
final class MergeGathers implements Pass {
  @Override
  public String name() {
    return "merge gathers";
  }

  @Override
  public Graph apply(Graph g) {
    return Rewriter.rewrite(g, MergeGathers::merge);
  }

  private static boolean merge(Node node, Rewriter to) {
    if (!(node.op() instanceof Op.Gather second)) {
      return false;
    }
    Optional<Node> before = to.producer(node.inputs().get(0));
    if (before.isEmpty()) {
      return false;
    }
    if (before.get().op() instanceof Op.Gather first && first.axis() == second.axis()) {
      List<Integer> indices = second.indices().stream().map(i -> first.indices().get(i)).toList();
      to.replace(node, new Op.Gather(first.axis(), indices), before.get().inputs().get(0));
      return true;
    }
    return before.get().op() instanceof Op.Concat concat
        && concat.axis() == second.axis()
        && fromOnePart(node, second, before.get(), to);
  }

  private static boolean fromOnePart(Node node, Op.Gather op, Node concat, Rewriter to) {
    int start = 0;
    for (String part : concat.inputs()) {
      Shape shape = to.shapeOf(part);
      int first = start;
      int end = start + shape.dim(op.axis());
      if (op.indices().stream().allMatch(i -> i >= first && i < end)) {
        List<Integer> own = op.indices().stream().map(i -> i - first).toList();
        to.replace(node, new Op.Gather(op.axis(), own), part);
        return true;
      }
      start = end;
    }
    return false;
  }
}
