package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Scope;
import java.util.Map;

/** Rows over the boxes of the values that they touch: nothing is pulled back. */
final class IntervalRows {
  private IntervalRows() {}

  /** Lower bounds, {@code [B, R]}. */
  static NDArray lowerBound(Relaxation relaxation, Rows rows) {
    try (Scope scope = new Scope()) {
      Network network = relaxation.network();
      NDArray bound = rows.constant();
      for (Map.Entry<String, NDArray> entry : rows.coefficients().entrySet()) {
        NDArray a = entry.getValue();
        long size = network.graph().shapeOf(entry.getKey()).size();
        Concretizer.Minimum minimum =
            relaxation
                .box(entry.getKey())
                .minimum(a.reshape(rows.regions(), rows.count(), size), relaxation.rounding());
        bound = bound.add(minimum.value());
        if (minimum.slack() != null) {
          bound = Rounding.down(Rounding.down(bound).sub(minimum.slack()));
        }
      }
      if (relaxation.rigorous()) {
        bound = Rounding.orElse(bound, Double.NEGATIVE_INFINITY);
      }
      return scope.keep(bound.reshape(bound.getShape()));
    }
  }
}
