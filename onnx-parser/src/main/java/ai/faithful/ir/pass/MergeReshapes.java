package ai.faithful.ir.pass;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import java.util.Optional;

/** A Reshape of a Reshape reads the first one's operand. */
final class MergeReshapes implements Pass {
  @Override
  public String name() {
    return "merge reshapes";
  }

  @Override
  public Graph apply(Graph g) {
    return Rewriter.rewrite(g, MergeReshapes::merge);
  }

  private static boolean merge(Node node, Rewriter to) {
    if (!(node.op() instanceof Op.Reshape)) {
      return false;
    }
    Optional<Node> before = to.producer(node.inputs().get(0));
    if (before.isEmpty() || !(before.get().op() instanceof Op.Reshape)) {
      return false;
    }
    to.replace(node, node.op(), before.get().inputs().get(0));
    return true;
  }
}
