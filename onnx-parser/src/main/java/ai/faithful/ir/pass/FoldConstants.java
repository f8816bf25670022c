package ai.faithful.ir.pass;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.ball.ConstantArithmetic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Computes nodes that read only constants, enclosing what rounding adds. */
final class FoldConstants implements Pass {
  @Override
  public String name() {
    return "fold constants";
  }

  @Override
  public Graph apply(Graph g) {
    return Rewriter.rewrite(g, FoldConstants::fold);
  }

  private static boolean fold(Node node, Rewriter to) {
    List<Constant> operands = new ArrayList<>();
    for (String input : node.inputs()) {
      Optional<Constant> constant = to.constant(input);
      if (constant.isEmpty()) {
        return false;
      }
      operands.add(constant.get());
    }
    try {
      Optional<Constant> value = compute(node.op(), operands);
      // An output has to be made by a node: folding its Reshape would only make another one.
      boolean done = value.isPresent() && !(node.op() instanceof Op.Reshape && to.isOutput(node));
      if (done) {
        to.replaceByConstant(node, value.get());
      }
      return done;
    } catch (ArithmeticException e) {
      return false; // No finite enclosure: the node stays.
    }
  }

  private static Optional<Constant> compute(Op op, List<Constant> x) {
    if (op instanceof Op.Add) {
      return Optional.of(ConstantArithmetic.add(x.get(0), x.get(1)));
    }
    if (op instanceof Op.Sub) {
      return Optional.of(ConstantArithmetic.subtract(x.get(0), x.get(1)));
    }
    if (op instanceof Op.Mul) {
      return Optional.of(ConstantArithmetic.multiply(x.get(0), x.get(1)));
    }
    if (op instanceof Op.Div) {
      return Optional.of(ConstantArithmetic.divide(x.get(0), x.get(1)));
    }
    if (op instanceof Op.Reshape reshape) {
      return Optional.of(ConstantArithmetic.reshape(x.get(0), reshape.target()));
    }
    if (op instanceof Op.Transpose transpose) {
      return Optional.of(ConstantArithmetic.transpose(x.get(0), transpose.permutation()));
    }
    if (op instanceof Op.MatMul && x.get(0).shape().rank() == 2 && x.get(1).shape().rank() == 2) {
      return Optional.of(ConstantArithmetic.matMul(x.get(0), x.get(1)));
    }
    return Optional.empty();
  }
}
