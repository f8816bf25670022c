package ai.faithful.ir.pass;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.ball.Ball;
import java.util.Optional;

/**
 * A product factor * x * gate, where the gate may be a function of x: how exporters write
 * activations by parts.
 *
 * @param x a variable
 * @param factor a known number
 * @param gate makes the other variable
 */
record Gated(String x, Ball factor, Node gate) {

  /** Tells how a gated product is a function of one variable, and rewrites it. */
  @FunctionalInterface
  interface Idiom {
    boolean rewrite(Node product, Gated gated, Rewriter to);
  }

  /** Tries an idiom on a product, with either operand as the gate. */
  static boolean match(Node node, Rewriter to, Idiom idiom) {
    if (!(node.op() instanceof Op.Mul)) {
      return false;
    }
    try {
      return match(node, 0, to, idiom) || match(node, 1, to, idiom);
    } catch (ArithmeticException e) {
      return false; // No finite enclosure of a constant: the parts stay.
    }
  }

  private static boolean match(Node node, int gate, Rewriter to, Idiom idiom) {
    Scaled second = Scaled.of(node.inputs().get(gate), to);
    Optional<Node> producer = to.producer(second.base());
    Scaled first = Scaled.of(node.inputs().get(1 - gate), to);
    if (producer.isEmpty()
        || to.constant(first.base()).isPresent()
        || !to.shapeOf(first.base()).equals(node.shape())
        || !producer.get().shape().equals(node.shape())) {
      return false;
    }
    Ball factor = first.factor().times(second.factor());
    return idiom.rewrite(node, new Gated(first.base(), factor, producer.get()), to);
  }

  /** What the gate's operand is of x: the number that scales it, if it is a multiple of x. */
  Optional<Ball> multiple(String operand, Rewriter to) {
    Scaled scaled = Scaled.of(operand, to);
    return scaled.base().equals(x) ? Optional.of(scaled.factor()) : Optional.empty();
  }

  /** Puts outer * f(inner * x) in the place of the product. */
  boolean replace(Node product, ScalarFunction f, Ball inner, Ball outer, Rewriter to) {
    String argument = x;
    if (!inner.equals(Ball.exact(1))) {
      String k = to.addConstant(product.name() + "/inner", scalar(inner));
      argument = to.addNode(product.name() + "/argument", new Op.Mul(), x, k);
    }
    Op function = new Op.Elementwise(f);
    if (outer.equals(Ball.exact(1))) {
      to.replace(product, function, argument);
      return true;
    }
    String value = to.addNode(product.name() + "/" + f.name(), function, argument);
    String c = to.addConstant(product.name() + "/outer", scalar(outer));
    to.replace(product, new Op.Mul(), value, c);
    return true;
  }

  private static Constant scalar(Ball ball) {
    Optional<Tensor> radius =
        ball.isExact() ? Optional.empty() : Optional.of(Tensor.scalar(ball.radius()));
    double mid = ball.mid();
    return new Constant(
        (float) mid == mid ? Tensor.ofFloats(Shape.SCALAR, (float) mid) : Tensor.scalar(mid),
        radius);
  }

  /** The function that a node applies, if it applies one. */
  static Optional<ScalarFunction> function(Node node) {
    return node.op() instanceof Op.Elementwise e ? Optional.of(e.function()) : Optional.empty();
  }

  /** The operand of {@code operand + number}, if a node is such a sum. */
  static Optional<String> plus(Node node, double number, Rewriter to) {
    if (!(node.op() instanceof Op.Add) || !to.shapeOf(node.inputs().get(0)).equals(node.shape())) {
      return Optional.empty();
    }
    return to.constant(node.inputs().get(1))
        .flatMap(Scaled::uniform)
        .filter(Ball.exact(number)::equals)
        .map(c -> node.inputs().get(0));
  }
}
