package ai.faithful.ir.pass;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.ball.Ball;
import java.util.Optional;

/** x sigmoid(s x) becomes Swish. */
final class RecogniseSwish implements Pass {
  @Override
  public String name() {
    return "recognise swish";
  }

  @Override
  public Graph apply(Graph g) {
    return Rewriter.rewrite(g, (node, to) -> Gated.match(node, to, RecogniseSwish::rewrite));
  }

  private static boolean rewrite(Node product, Gated gated, Rewriter to) {
    if (Gated.function(gated.gate()).filter(ScalarFunction.Sigmoid.class::isInstance).isEmpty()) {
      return false;
    }
    Optional<Ball> s = gated.multiple(gated.gate().inputs().get(0), to);
    if (s.isEmpty()) {
      return false;
    }
    if (s.get().isExact()) {
      ScalarFunction swish = new ScalarFunction.Swish(s.get().mid());
      return gated.replace(product, swish, Ball.exact(1), gated.factor(), to);
    }
    // x sigmoid(s x) = (s x) sigmoid(s x) / s
    Ball outer = gated.factor().over(s.get());
    return gated.replace(product, new ScalarFunction.Swish(1), s.get(), outer, to);
  }
}
