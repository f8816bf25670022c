package ai.faithful.ir.pass;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A Transpose of a Transpose becomes one; one that leaves the order of elements is a Reshape. */
final class MergeTransposes implements Pass {
  @Override
  public String name() {
    return "merge transposes";
  }

  @Override
  public Graph apply(Graph g) {
    return Rewriter.rewrite(g, MergeTransposes::merge);
  }

  private static boolean merge(Node node, Rewriter to) {
    if (!(node.op() instanceof Op.Transpose second)) {
      return false;
    }
    String x = node.inputs().get(0);
    Optional<Node> before = to.producer(x);
    if (before.isPresent() && before.get().op() instanceof Op.Transpose first) {
      List<Integer> both = new ArrayList<>();
      second.permutation().forEach(axis -> both.add(first.permutation().get(axis)));
      to.replace(node, new Op.Transpose(both), before.get().inputs().get(0));
      return true;
    }
    // Axes of extent 1 may go anywhere; the others must stay in order.
    int last = -1;
    for (int axis : second.permutation()) {
      if (to.shapeOf(x).dim(axis) != 1) {
        if (axis < last) {
          return false;
        }
        last = axis;
      }
    }
    to.replace(node, new Op.Reshape(node.shape()), x);
    return true;
  }
}
