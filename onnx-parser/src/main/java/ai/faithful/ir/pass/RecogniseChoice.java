package ai.faithful.ir.pass;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.ball.Ball;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A choice by a step, b + step (a - b) or step a, becomes Relu, LeakyRelu or ThresholdedRelu where
 * it is one: x or a multiple of it, by the sign of x; x or 0, by whether it is above a threshold.
 */
final class RecogniseChoice implements Pass {
  private static final Ball ONE = Ball.exact(1);
  private static final Ball ZERO = Ball.exact(0);

  /**
   * A choice by whether x is above a threshold.
   *
   * @param above the value where it is
   * @param below the value where it is not; null for 0
   * @param strict whether x counts as below at the threshold
   */
  private record Choice(
      String x, double threshold, @Nullable String above, @Nullable String below, boolean strict) {}

  @Override
  public String name() {
    return "recognise choice";
  }

  @Override
  public Graph apply(Graph g) {
    return Rewriter.rewrite(g, RecogniseChoice::rewrite);
  }

  private static boolean rewrite(Node node, Rewriter to) {
    Optional<Choice> found = choice(node, to);
    if (found.isEmpty() || !to.shapeOf(found.get().x()).equals(node.shape())) {
      return false;
    }
    Choice choice = found.get();
    if (!isMultiple(choice.above(), choice.x(), ONE, to)) {
      return false;
    }
    if (isMultiple(choice.below(), choice.x(), ZERO, to)) {
      boolean relu = choice.threshold() == 0;
      if (!relu && !choice.strict()) {
        return false;
      }
      Op op =
          relu
              ? new Op.Relu()
              : new Op.Elementwise(new ScalarFunction.ThresholdedRelu(choice.threshold()));
      to.replace(node, op, choice.x());
      return true;
    }
    if (choice.below() == null || choice.threshold() != 0) {
      return false;
    }
    Scaled below = Scaled.of(choice.below(), to);
    if (!below.base().equals(choice.x()) || !below.factor().isExact()) {
      return false;
    }
    ScalarFunction leaky = new ScalarFunction.LeakyRelu(below.factor().mid());
    to.replace(node, new Op.Elementwise(leaky), choice.x());
    return true;
  }

  /** Whether a value is x (factor 1), or 0 (factor 0). */
  private static boolean isMultiple(@Nullable String value, String x, Ball factor, Rewriter to) {
    if (factor.equals(ONE)) {
      return x.equals(value);
    }
    return value == null
        || to.constant(value).flatMap(Scaled::uniform).filter(ZERO::equals).isPresent();
  }

  private static Optional<Choice> choice(Node node, Rewriter to) {
    List<String> operands = node.inputs();
    if (node.op() instanceof Op.Mul) {
      return choice(operands.get(0), operands.get(1), null, to);
    }
    if (!(node.op() instanceof Op.Add)) {
      return Optional.empty();
    }
    Optional<Node> product = to.producer(operands.get(0)).filter(p -> p.op() instanceof Op.Mul);
    Optional<Node> difference =
        product
            .flatMap(p -> to.producer(p.inputs().get(1)))
            .filter(d -> d.op() instanceof Op.Sub && d.inputs().get(1).equals(operands.get(1)));
    return difference.isEmpty()
        ? Optional.empty()
        : choice(
            product.get().inputs().get(0), difference.get().inputs().get(0), operands.get(1), to);
  }

  private static Optional<Choice> choice(
      String step, String then, @Nullable String otherwise, Rewriter to) {
    Optional<Node> node = to.producer(step);
    if (node.isEmpty()
        || !(Gated.function(node.get()).orElse(null) instanceof ScalarFunction.Step f)) {
      return Optional.empty();
    }
    String operand = node.get().inputs().get(0);
    Ball shift = ZERO;
    Optional<Node> sum = to.producer(operand);
    if (sum.isPresent() && (sum.get().op() instanceof Op.Add || sum.get().op() instanceof Op.Sub)) {
      Optional<Ball> number = to.constant(sum.get().inputs().get(1)).flatMap(Scaled::uniform);
      if (number.isPresent()) {
        shift = sum.get().op() instanceof Op.Add ? number.get() : number.get().negate();
        operand = sum.get().inputs().get(0);
      }
    }
    if (!shift.isExact()) {
      return Optional.empty();
    }
    Scaled scaled = Scaled.of(operand, to);
    if (scaled.factor().equals(Ball.exact(-1))) {
      // step(k - x) chooses the first where x is below k.
      return Optional.of(new Choice(scaled.base(), shift.mid(), otherwise, then, f.atZero()));
    }
    double threshold = shift.mid() == 0 ? 0 : -shift.mid();
    return Optional.of(new Choice(operand, threshold, then, otherwise, !f.atZero()));
  }
}
