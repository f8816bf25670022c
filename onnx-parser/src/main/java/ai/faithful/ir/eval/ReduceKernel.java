package ai.faithful.ir.eval;

import ai.faithful.ir.Indexing;
import ai.faithful.ir.Shape;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/** Reductions over axes that are kept with extent 1. */
final class ReduceKernel {
  private ReduceKernel() {}

  static Kernel sum(Shape x, Shape reduced) {
    return of(x, reduced, 0, Double::sum);
  }

  static Kernel max(Shape x, Shape reduced) {
    return of(x, reduced, Double.NEGATIVE_INFINITY, Math::max);
  }

  private static Kernel of(Shape x, Shape reduced, double start, DoubleBinaryOperator f) {
    int[] to = Indexing.broadcast(reduced, x);
    return operands -> {
      double[] out = new double[reduced.size()];
      Arrays.fill(out, start);
      for (int i = 0; i < to.length; i++) {
        out[to[i]] = f.applyAsDouble(out[to[i]], operands[0][i]);
      }
      return out;
    };
  }
}
