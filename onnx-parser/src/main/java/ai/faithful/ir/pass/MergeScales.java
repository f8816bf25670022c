package ai.faithful.ir.pass;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.ball.ConstantArithmetic;
import java.util.Optional;

/** (x b) c becomes x (b c). */
final class MergeScales implements Pass {
  @Override
  public String name() {
    return "merge scales";
  }

  @Override
  public Graph apply(Graph g) {
    return Rewriter.rewrite(g, MergeScales::merge);
  }

  private static boolean merge(Node node, Rewriter to) {
    if (!(node.op() instanceof Op.Mul)) {
      return false;
    }
    String first = node.inputs().get(0);
    Optional<Node> before = to.producer(first).filter(n -> to.isReadOnce(first));
    Optional<Constant> c = to.constant(node.inputs().get(1));
    if (c.isEmpty() || before.isEmpty() || !(before.get().op() instanceof Op.Mul)) {
      return false;
    }
    String x = before.get().inputs().get(0);
    Optional<Constant> b = to.constant(before.get().inputs().get(1));
    if (b.isEmpty() || to.constant(x).isPresent()) {
      return false;
    }
    try {
      Constant product = ConstantArithmetic.multiply(b.get(), c.get());
      to.replace(node, new Op.Mul(), x, to.addConstant(node.inputs().get(1) + "/product", product));
      return true;
    } catch (ArithmeticException e) {
      return false;
    }
  }
}
