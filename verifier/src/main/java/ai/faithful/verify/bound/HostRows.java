package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Graph;
import ai.faithful.verify.rule.Precision;
import java.util.HashMap;
import java.util.Map;

/**
 * Rows given as doubles, in the format of the bounds. What float32 does not hold of a coefficient
 * is made up for by the constant, with the largest magnitude that its value can have.
 */
final class HostRows {
  private final Relaxation relaxation;
  private final int regions;
  private final int count;
  private final double[] constant;
  private final Map<String, NDArray> coefficients = new HashMap<>();

  /**
   * @param constant {@code [B R]}; taken over
   * @param count R
   */
  HostRows(Relaxation relaxation, double[] constant, int count) {
    this.relaxation = relaxation;
    this.constant = constant;
    this.count = count;
    this.regions = constant.length / count;
  }

  /**
   * Adds the coefficients of a value.
   *
   * @param flat {@code [B R size]}
   */
  void add(String value, double[] flat) {
    Graph graph = relaxation.network().graph();
    NDManager manager = relaxation.network().manager();
    Shape shape = new Shape(regions, count);
    for (int dim : graph.shapeOf(value).dims()) {
      shape = shape.add(dim);
    }
    Precision precision = relaxation.network().precision();
    if (precision == Precision.FLOAT32 && relaxation.rigorous()) {
      payForRounding(value, flat);
    }
    coefficients.put(value, manager.create(flat, shape).toType(precision.type(), false));
  }

  private void payForRounding(String value, double[] flat) {
    double[] most = Layout.doubles(relaxation.box(value).magnitude());
    int size = flat.length / (regions * count);
    for (int i = 0; i < regions * count; i++) {
      double lost = 0;
      for (int j = 0; j < size; j++) {
        double a = flat[i * size + j];
        // Exact, or infinite where the float overflows.
        double off = Math.abs(a - (float) a);
        if (off != 0) {
          lost = Math.nextUp(lost + Math.nextUp(off * most[i / count * size + j]));
        }
      }
      constant[i] = lost == 0 ? constant[i] : Math.nextDown(constant[i] - lost);
    }
  }

  /** All that was added. */
  Rows rows() {
    NDManager manager = relaxation.network().manager();
    Precision precision = relaxation.network().precision();
    double[] lowered = constant.clone();
    for (int i = 0; i < lowered.length; i++) {
      lowered[i] = precision.roundDown(lowered[i]);
    }
    NDArray constants =
        manager.create(lowered, new Shape(regions, count)).toType(precision.type(), false);
    return new Rows(coefficients, constants);
  }
}
