package ai.faithful.ir.pass;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.ball.ConstantFolding;
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
      Optional<Constant> value = ConstantFolding.of(node.op(), operands);
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
}
