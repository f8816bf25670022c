package ai.faithful.ir.pass;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.ball.ConstantArithmetic;
import ai.faithful.ir.ball.ConstantLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A convolution or matrix product whose output channels are then scaled or divided by constants
 * gets scaled weights instead: what is left of a batch normalisation, or of an average's count.
 */
final class ScaleIntoWeights implements Pass {
  @Override
  public String name() {
    return "scale into weights";
  }

  @Override
  public Graph apply(Graph g) {
    return Rewriter.rewrite(g, ScaleIntoWeights::fold);
  }

  private static boolean fold(Node node, Rewriter to) {
    boolean multiplies = node.op() instanceof Op.Mul;
    if (!multiplies && !(node.op() instanceof Op.Div)) {
      return false;
    }
    String product = node.inputs().get(0);
    Optional<Constant> scale = to.constant(node.inputs().get(1));
    Optional<Node> linear = to.producer(product).filter(n -> to.isReadOnce(product));
    if (scale.isEmpty() || linear.isEmpty() || linear.get().inputs().size() != 2) {
      return false;
    }
    String x = linear.get().inputs().get(0);
    String w = linear.get().inputs().get(1);
    Optional<Constant> weights = to.constant(w);
    if (weights.isEmpty() || to.constant(x).isPresent()) {
      return false;
    }
    Optional<Shape> perChannel =
        perChannel(linear.get(), scale.get().shape(), weights.get().shape());
    if (perChannel.isEmpty()) {
      return false;
    }
    try {
      Constant factor = ConstantLayout.reshape(scale.get(), perChannel.get());
      Constant scaled =
          multiplies
              ? ConstantArithmetic.multiply(weights.get(), factor)
              : ConstantArithmetic.divide(weights.get(), factor);
      to.replace(node, linear.get().op(), x, to.addConstant(w + "/scaled", scaled));
      return true;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  /** The shape in which a scale of the product multiplies the weights, if it is per channel. */
  private static Optional<Shape> perChannel(Node linear, Shape scale, Shape weights) {
    int axis;
    if (linear.op() instanceof Op.Conv) {
      axis = 1;
    } else if (linear.op() instanceof Op.MatMul && weights.rank() == 2) {
      axis = linear.shape().rank() - 1;
    } else {
      return Optional.empty();
    }
    int lead = linear.shape().rank() - scale.rank();
    if (lead < 0) {
      return Optional.empty();
    }
    for (int i = 0; i < scale.rank(); i++) {
      if (scale.dim(i) != 1 && lead + i != axis) {
        return Optional.empty();
      }
    }
    if (linear.op() instanceof Op.MatMul) {
      return Optional.of(Shape.of(1, scale.size()));
    }
    List<Integer> dims = new ArrayList<>(Collections.nCopies(weights.rank(), 1));
    dims.set(0, scale.size());
    return Optional.of(new Shape(dims));
  }
}
