package ai.faithful.ir.pass;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An elementwise operation that broadcasts anyway reads what an Expand would have repeated. */
final class DropExpands implements Pass {
  @Override
  public String name() {
    return "drop expands";
  }

  @Override
  public Graph apply(Graph g) {
    return Rewriter.rewrite(g, DropExpands::drop);
  }

  private static boolean drop(Node node, Rewriter to) {
    Op op = node.op();
    boolean broadcasts =
        op instanceof Op.Add
            || op instanceof Op.Sub
            || op instanceof Op.Mul
            || op instanceof Op.Div
            || op instanceof Op.Max;
    if (!broadcasts) {
      return false;
    }
    for (int i = 0; i < 2; i++) {
      Optional<Node> before = to.producer(node.inputs().get(i));
      if (before.isPresent() && before.get().op() instanceof Op.Expand) {
        String small = before.get().inputs().get(0);
        Shape other = to.shapeOf(node.inputs().get(1 - i));
        if (Shape.broadcast(to.shapeOf(small), other).equals(node.shape())) {
          List<String> operands = new ArrayList<>(node.inputs());
          operands.set(i, small);
          to.replace(node, op, operands.get(0), operands.get(1));
          return true;
        }
      }
    }
    return false;
  }
}
