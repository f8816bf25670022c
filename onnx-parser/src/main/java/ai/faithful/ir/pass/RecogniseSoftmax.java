package ai.faithful.ir.pass;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import java.util.List;
import java.util.Optional;

/**
 * e^x over its sum along an axis becomes Softmax, x minus the logarithm of that sum LogSoftmax. A
 * number taken off all of x along the axis, its maximum as a rule, changes neither.
 */
final class RecogniseSoftmax implements Pass {
  @Override
  public String name() {
    return "recognise softmax";
  }

  @Override
  public Graph apply(Graph g) {
    return Rewriter.rewrite(g, RecogniseSoftmax::rewrite);
  }

  private static boolean rewrite(Node node, Rewriter to) {
    if (node.inputs().size() != 2) {
      return false;
    }
    String a = node.inputs().get(0);
    String b = node.inputs().get(1);
    if (node.op() instanceof Op.Div) {
      return softmax(node, a, b, to);
    }
    if (node.op() instanceof Op.Mul) {
      Optional<String> sum = operand(b, ScalarFunction.Reciprocal.class, to);
      Optional<String> other = operand(a, ScalarFunction.Reciprocal.class, to);
      return (sum.isPresent() && softmax(node, a, sum.get(), to))
          || (other.isPresent() && softmax(node, b, other.get(), to));
    }
    if (!(node.op() instanceof Op.Sub)) {
      return false;
    }
    Optional<Node> sum = operand(b, ScalarFunction.Log.class, to).flatMap(to::producer);
    Optional<Integer> axis = sum.flatMap(RecogniseSoftmax::axis);
    boolean log =
        axis.isPresent()
            && operand(sum.get().inputs().get(0), ScalarFunction.Exp.class, to)
                .filter(a::equals)
                .isPresent();
    if (log) {
      to.replace(node, new Op.LogSoftmax(axis.get()), unshifted(a, axis.get(), to));
    }
    return log;
  }

  private static boolean softmax(Node node, String numerator, String denominator, Rewriter to) {
    Optional<String> x = operand(numerator, ScalarFunction.Exp.class, to);
    Optional<Node> sum = to.producer(denominator);
    Optional<Integer> axis = sum.flatMap(RecogniseSoftmax::axis);
    if (x.isEmpty() || axis.isEmpty() || !sum.get().inputs().get(0).equals(numerator)) {
      return false;
    }
    to.replace(node, new Op.Softmax(axis.get()), unshifted(x.get(), axis.get(), to));
    return true;
  }

  /** The one axis that a node sums over, if it does. */
  private static Optional<Integer> axis(Node node) {
    return node.op() instanceof Op.ReduceSum reduce && reduce.axes().size() == 1
        ? Optional.of(reduce.axes().get(0))
        : Optional.empty();
  }

  /** x of x - m, where m is the same all along the axis. */
  private static String unshifted(String value, int axis, Rewriter to) {
    Optional<Node> node = to.producer(value);
    if (node.isEmpty() || !(node.get().op() instanceof Op.Sub)) {
      return value;
    }
    List<String> operands = node.get().inputs();
    int rank = node.get().shape().rank();
    int axisOfShift = axis - rank + to.shapeOf(operands.get(1)).rank();
    boolean constantAlong = axisOfShift < 0 || to.shapeOf(operands.get(1)).dim(axisOfShift) == 1;
    return constantAlong && to.shapeOf(operands.get(0)).equals(node.get().shape())
        ? operands.get(0)
        : value;
  }

  private static Optional<String> operand(
      String value, Class<? extends ScalarFunction> function, Rewriter to) {
    return to.producer(value)
        .filter(n -> Gated.function(n).filter(function::isInstance).isPresent())
        .map(n -> n.inputs().get(0));
  }
}
