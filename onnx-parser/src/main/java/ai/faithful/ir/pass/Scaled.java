package ai.faithful.ir.pass;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.ball.Ball;
import java.util.Optional;

/**
 * A value seen as a known number times another value.
 *
 * @param base what is scaled, of the value's shape
 * @param factor encloses the number
 */
record Scaled(String base, Ball factor) {

  /** Takes off products with and quotients by one known number. */
  static Scaled of(String value, Rewriter to) {
    String base = value;
    Ball factor = Ball.exact(1);
    while (true) {
      Optional<Node> node = to.producer(base);
      if (node.isEmpty()
          || !(node.get().op() instanceof Op.Mul || node.get().op() instanceof Op.Div)
          || !node.get().shape().equals(to.shapeOf(node.get().inputs().get(0)))) {
        return new Scaled(base, factor);
      }
      Optional<Ball> number = to.constant(node.get().inputs().get(1)).flatMap(Scaled::uniform);
      if (number.isEmpty()) {
        return new Scaled(base, factor);
      }
      try {
        factor =
            node.get().op() instanceof Op.Mul
                ? factor.times(number.get())
                : factor.over(number.get());
      } catch (ArithmeticException e) {
        return new Scaled(base, factor);
      }
      base = node.get().inputs().get(0);
    }
  }

  /** The number that a constant repeats, if all of its elements are one exact number. */
  static Optional<Ball> uniform(Constant constant) {
    int size = constant.shape().size();
    if (size == 0) {
      return Optional.empty();
    }
    Ball first = element(constant, 0);
    for (int i = 1; i < size; i++) {
      if (!element(constant, i).equals(first)) {
        return Optional.empty();
      }
    }
    // Equal enclosures need not enclose equal numbers, unless there is just one.
    return size == 1 || first.isExact() ? Optional.of(first) : Optional.empty();
  }

  private static Ball element(Constant x, int i) {
    return new Ball(x.value().at(i), x.radius().isPresent() ? x.radius().get().at(i) : 0);
  }
}
