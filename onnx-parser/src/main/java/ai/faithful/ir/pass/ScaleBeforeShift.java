package ai.faithful.ir.pass;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.ball.ConstantArithmetic;
import java.util.Optional;

/**
 * (x + b) c becomes x c + b c, so that a scale meets the weights before it; the same for division.
 * Elsewhere it would only trade exact constants for rounded ones.
 */
final class ScaleBeforeShift implements Pass {
  @Override
  public String name() {
    return "scale before shift";
  }

  @Override
  public Graph apply(Graph g) {
    return Rewriter.rewrite(g, ScaleBeforeShift::swap);
  }

  private static boolean swap(Node node, Rewriter to) {
    boolean multiplies = node.op() instanceof Op.Mul;
    if (!multiplies && !(node.op() instanceof Op.Div)) {
      return false;
    }
    String sum = node.inputs().get(0);
    Optional<Constant> scale = to.constant(node.inputs().get(1));
    Optional<Node> add = to.producer(sum);
    if (scale.isEmpty()
        || add.isEmpty()
        || !(add.get().op() instanceof Op.Add)
        || !to.isReadOnce(sum)) {
      return false;
    }
    String x = add.get().inputs().get(0);
    Optional<Constant> shift = to.constant(add.get().inputs().get(1));
    if (shift.isEmpty() || !to.producer(x).map(ScaleBeforeShift::leadsToWeights).orElse(false)) {
      return false;
    }
    try {
      Constant scaled =
          multiplies
              ? ConstantArithmetic.multiply(shift.get(), scale.get())
              : ConstantArithmetic.divide(shift.get(), scale.get());
      String product = to.addNode(node.name() + "/scaled", node.op(), x, node.inputs().get(1));
      String constant = to.addConstant(add.get().inputs().get(1) + "/scaled", scaled);
      to.replace(node, new Op.Add(), product, constant);
      return true;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  private static boolean leadsToWeights(Node x) {
    return x.op() instanceof Op.MatMul
        || x.op() instanceof Op.Conv
        || x.op() instanceof Op.Mul
        || x.op() instanceof Op.Div;
  }
}
