package ai.faithful.ir.pass;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.ball.Ball;
import java.util.Optional;

/**
 * x clip(x + 3, 0, 6) becomes 6 HardSwish(x), and x hardsigmoid(x) with the slope alpha and the
 * intercept 1/2 HardSwish(k x) / k, k = 6 alpha: a file's alpha is a rounded 1/6.
 */
final class RecogniseHardSwish implements Pass {
  private static final Ball ONE = Ball.exact(1);
  private static final Ball SIX = Ball.exact(6);

  @Override
  public String name() {
    return "recognise hard swish";
  }

  @Override
  public Graph apply(Graph g) {
    return Rewriter.rewrite(g, (node, to) -> Gated.match(node, to, RecogniseHardSwish::rewrite));
  }

  private static boolean rewrite(Node product, Gated gated, Rewriter to) {
    ScalarFunction swish = new ScalarFunction.HardSwish();
    ScalarFunction gate = Gated.function(gated.gate()).orElse(swish);
    String operand = gated.gate().inputs().get(0);
    if (gate.equals(new ScalarFunction.Clip(0, 6))) {
      boolean shifted =
          to.producer(operand)
              .flatMap(sum -> Gated.plus(sum, 3, to))
              .filter(gated.x()::equals)
              .isPresent();
      return shifted && gated.replace(product, swish, ONE, gated.factor().times(SIX), to);
    }
    if (!(gate instanceof ScalarFunction.HardSigmoid sigmoid) || sigmoid.beta() != 0.5) {
      return false;
    }
    Optional<Ball> s = gated.multiple(operand, to);
    if (s.isEmpty() || sigmoid.alpha() == 0) {
      return false;
    }
    Ball k = s.get().times(Ball.exact(sigmoid.alpha())).times(SIX);
    return gated.replace(product, swish, k, gated.factor().over(k), to);
  }
}
