package ai.faithful.ir.pass;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.ball.Ball;
import java.util.Optional;

/** ln(1 + e^x) becomes Softplus, x tanh(softplus(x)) Mish. */
final class RecogniseMish implements Pass {
  @Override
  public String name() {
    return "recognise mish";
  }

  @Override
  public Graph apply(Graph g) {
    return Rewriter.rewrite(
        g, (node, to) -> softplus(node, to) || Gated.match(node, to, RecogniseMish::rewrite));
  }

  private static boolean softplus(Node node, Rewriter to) {
    if (!applies(node, ScalarFunction.Log.class)) {
      return false;
    }
    Optional<Node> exponential =
        to.producer(node.inputs().get(0))
            .flatMap(sum -> Gated.plus(sum, 1, to))
            .flatMap(to::producer)
            .filter(e -> applies(e, ScalarFunction.Exp.class));
    exponential.ifPresent(
        e ->
            to.replace(node, new Op.Elementwise(new ScalarFunction.Softplus()), e.inputs().get(0)));
    return exponential.isPresent();
  }

  private static boolean rewrite(Node product, Gated gated, Rewriter to) {
    if (!applies(gated.gate(), ScalarFunction.Tanh.class)) {
      return false;
    }
    boolean mish =
        to.producer(gated.gate().inputs().get(0))
            .filter(s -> applies(s, ScalarFunction.Softplus.class))
            .filter(s -> s.inputs().get(0).equals(gated.x()))
            .isPresent();
    return mish
        && gated.replace(product, new ScalarFunction.Mish(), Ball.exact(1), gated.factor(), to);
  }

  private static boolean applies(Node node, Class<? extends ScalarFunction> type) {
    return Gated.function(node).filter(type::isInstance).isPresent();
  }
}
