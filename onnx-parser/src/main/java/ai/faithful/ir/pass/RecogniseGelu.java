package ai.faithful.ir.pass;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.ball.Ball;
import java.util.Optional;

/**
 * x (1 + erf(s x)) becomes 2/k Gelu(k x) with k = s sqrt 2. A file's s is a rounded 1 / sqrt 2, so
 * that k is near 1 but not 1: it is enclosed, and the function stays what the file says.
 */
final class RecogniseGelu implements Pass {
  private static final Ball ROOT_TWO = Ball.exact(2).sqrt();

  @Override
  public String name() {
    return "recognise gelu";
  }

  @Override
  public Graph apply(Graph g) {
    return Rewriter.rewrite(g, (node, to) -> Gated.match(node, to, RecogniseGelu::rewrite));
  }

  private static boolean rewrite(Node product, Gated gated, Rewriter to) {
    Optional<Ball> s =
        Gated.plus(gated.gate(), 1, to)
            .flatMap(to::producer)
            .filter(e -> Gated.function(e).filter(ScalarFunction.Erf.class::isInstance).isPresent())
            .flatMap(e -> gated.multiple(e.inputs().get(0), to));
    if (s.isEmpty()) {
      return false;
    }
    Ball k = s.get().times(ROOT_TWO);
    Ball outer = gated.factor().times(Ball.exact(2)).over(k);
    return gated.replace(product, new ScalarFunction.Gelu(), k, outer, to);
  }
}
