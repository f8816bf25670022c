package ai.faithful.ir.pass;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.ball.Ball;
import ai.faithful.ir.ball.ConstantArithmetic;
import java.util.Optional;

/** x - c becomes x + (-c), which is exact; and c + x becomes x + c, c x becomes x c. */
final class NormaliseSubtraction implements Pass {
  @Override
  public String name() {
    return "normalise subtraction";
  }

  @Override
  public Graph apply(Graph g) {
    return Rewriter.rewrite(g, NormaliseSubtraction::normalise);
  }

  private static boolean normalise(Node node, Rewriter to) {
    if (node.inputs().size() != 2) {
      return false;
    }
    String a = node.inputs().get(0);
    String b = node.inputs().get(1);
    Optional<Constant> left = to.constant(a);
    Optional<Constant> right = to.constant(b);
    if (left.isPresent() == right.isPresent()) {
      return false;
    }
    if (node.op() instanceof Op.Sub && right.isPresent()) {
      Constant negative = ConstantArithmetic.map(right.get(), Ball::negate);
      to.replace(node, new Op.Add(), a, to.addConstant(b + "/negative", negative));
      return true;
    }
    boolean commutes = node.op() instanceof Op.Add || node.op() instanceof Op.Mul;
    if (commutes && left.isPresent()) {
      to.replace(node, node.op(), b, a);
      return true;
    }
    return false;
  }
}
