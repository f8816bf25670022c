package ai.faithful.ir.pass;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Indexing;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.ball.ConstantLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A matrix product with a flattened Transpose becomes one with the flattened operand, the rows of
 * the matrix in the order in which the elements then come: what is left of a channels-last model.
 */
final class TransposeIntoWeights implements Pass {
  @Override
  public String name() {
    return "transpose into weights";
  }

  @Override
  public Graph apply(Graph g) {
    return Rewriter.rewrite(g, TransposeIntoWeights::absorb);
  }

  private static boolean absorb(Node node, Rewriter to) {
    if (!(node.op() instanceof Op.MatMul)) {
      return false;
    }
    Optional<Constant> weights = to.constant(node.inputs().get(1));
    Optional<Node> flat = to.producer(node.inputs().get(0));
    if (weights.isEmpty()
        || weights.get().shape().rank() != 2
        || flat.isEmpty()
        || !(flat.get().op() instanceof Op.Reshape)) {
      return false;
    }
    Optional<Node> before = to.producer(flat.get().inputs().get(0));
    Shape rows = flat.get().shape();
    if (before.isEmpty()
        || !(before.get().op() instanceof Op.Transpose transpose)
        || rows.rank() != 2
        || transpose.permutation().get(0) != 0
        || before.get().shape().dim(0) != rows.dim(0)) {
      return false;
    }
    String x = before.get().inputs().get(0);
    Shape sample = new Shape(to.shapeOf(x).dims().subList(1, to.shapeOf(x).rank()));
    List<Integer> permutation =
        transpose.permutation().stream().skip(1).map(axis -> axis - 1).toList();
    int[] from = Indexing.transposed(sample, permutation);
    Integer[] order = new Integer[from.length];
    for (int i = 0; i < from.length; i++) {
      order[from[i]] = i;
    }
    Constant reordered =
        ConstantLayout.gather(
            weights.get(), new Op.Gather(0, new ArrayList<>(Arrays.asList(order))));
    String plain = to.addNode(flat.get().name() + "/plain", flat.get().op(), x);
    String w = to.addConstant(node.inputs().get(1) + "/reordered", reordered);
    to.replace(node, node.op(), plain, w);
    return true;
  }
}
