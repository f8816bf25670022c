package ai.faithful.ir.pass;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.ball.ConstantLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * An elementwise operation on transposed operands is done before they are transposed: so the
 * Transposes that exporters of channels-last models put around each convolution meet and cancel.
 */
final class SinkTransposes implements Pass {
  @Override
  public String name() {
    return "sink transposes";
  }

  @Override
  public Graph apply(Graph g) {
    return Rewriter.rewrite(g, SinkTransposes::sink);
  }

  private static boolean sink(Node node, Rewriter to) {
    Op op = node.op();
    boolean unary = op instanceof Op.Relu || op instanceof Op.Elementwise;
    boolean binary =
        op instanceof Op.Add
            || op instanceof Op.Sub
            || op instanceof Op.Mul
            || op instanceof Op.Div
            || op instanceof Op.Max;
    if (!unary && !binary) {
      return false;
    }
    Optional<List<Integer>> permutation = common(node, to);
    if (permutation.isEmpty() || permutation.get().size() != node.shape().rank()) {
      return false;
    }
    List<String> operands = new ArrayList<>();
    for (String input : node.inputs()) {
      Optional<Constant> constant = to.constant(input);
      operands.add(
          constant.isPresent()
              ? to.addConstant(input + "/transposed", back(constant.get(), permutation.get()))
              : to.producer(input).orElseThrow().inputs().get(0));
    }
    String result = to.addNode(node.name() + "/before", op, operands.toArray(String[]::new));
    to.replace(node, new Op.Transpose(permutation.get()), result);
    return true;
  }

  /** The permutation of all operands that are no constants, if it is one. */
  private static Optional<List<Integer>> common(Node node, Rewriter to) {
    List<Integer> permutation = null;
    for (String input : node.inputs()) {
      Optional<Constant> constant = to.constant(input);
      if (constant.isPresent()) {
        if (constant.get().shape().rank() > node.shape().rank()) {
          return Optional.empty();
        }
        continue;
      }
      Optional<Node> before = to.producer(input);
      if (before.isEmpty()
          || !(before.get().op() instanceof Op.Transpose transpose)
          || (permutation != null && !permutation.equals(transpose.permutation()))) {
        return Optional.empty();
      }
      permutation = transpose.permutation();
    }
    return Optional.ofNullable(permutation);
  }

  /** The constant whose transposition broadcasts like the given one. */
  private static Constant back(Constant constant, List<Integer> permutation) {
    List<Integer> dims = new ArrayList<>(constant.shape().dims());
    dims.addAll(0, Collections.nCopies(permutation.size() - dims.size(), 1));
    List<Integer> inverse = new ArrayList<>(permutation);
    for (int i = 0; i < permutation.size(); i++) {
      inverse.set(permutation.get(i), i);
    }
    return ConstantLayout.transpose(ConstantLayout.reshape(constant, new Shape(dims)), inverse);
  }
}
