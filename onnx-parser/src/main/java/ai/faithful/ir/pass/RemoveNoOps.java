package ai.faithful.ir.pass;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import java.util.Optional;

/**
 * Drops what changes nothing: a Reshape to the same shape, adding 0, multiplying by 1, choosing
 * everything in order, padding by nothing, a sum or maximum of single elements.
 */
final class RemoveNoOps implements Pass {
  @Override
  public String name() {
    return "remove no-ops";
  }

  @Override
  public Graph apply(Graph g) {
    return Rewriter.rewrite(g, RemoveNoOps::remove);
  }

  private static boolean remove(Node node, Rewriter to) {
    String x = node.inputs().get(0);
    boolean idle =
        to.shapeOf(x).equals(node.shape())
            && (keeps(node.op())
                || (node.op() instanceof Op.Add && isAll(node, to, 0))
                || ((node.op() instanceof Op.Mul || node.op() instanceof Op.Div)
                    && isAll(node, to, 1)));
    // An input or constant, or a value that is an output itself, cannot take an output's name.
    if (!idle
        || (to.isOutput(node) && (to.producer(x).isEmpty() || to.isOutput(to.producer(x).get())))) {
      return false;
    }
    to.replaceByValue(node, x);
    return true;
  }

  /** Whether an operation whose result has its operand's shape does nothing. */
  private static boolean keeps(Op op) {
    if (op instanceof Op.Gather gather) {
      for (int i = 0; i < gather.indices().size(); i++) {
        if (gather.indices().get(i) != i) {
          return false;
        }
      }
      return true;
    }
    return op instanceof Op.Reshape
        || op instanceof Op.Pad
        || op instanceof Op.Expand
        || op instanceof Op.ReduceSum
        || op instanceof Op.ReduceMax
        || (op instanceof Op.MaxPool pool && pool.kernel().stream().allMatch(k -> k == 1));
  }

  private static boolean isAll(Node node, Rewriter to, double neutral) {
    Optional<Constant> c = to.constant(node.inputs().get(1));
    if (c.isEmpty() || !c.get().isExact()) {
      return false;
    }
    for (int i = 0; i < c.get().value().size(); i++) {
      if (c.get().value().at(i) != neutral) {
        return false;
      }
    }
    return true;
  }
}
