package ai.faithful.verify.bound;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Graph;
import ai.faithful.verify.rule.Scope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The largest magnitudes that the elements of a graph's values take over boxes, or more. */
final class Magnitudes {
  private static final int REGIONS_AT_ONCE = 32;

  private final List<double[]> lower;
  private final List<double[]> upper;
  private final Method method;

  /**
   * Over the boxes of a graph's one input.
   *
   * @param method {@link Method#IBP}, or one that knows more where intervals show nothing
   */
  Magnitudes(List<double[]> lower, List<double[]> upper, Method method) {
    this.lower = lower;
    this.upper = upper;
    this.method = method;
  }

  Magnitudes by(Method other) {
    return new Magnitudes(lower, upper, other);
  }

  /** By value, the largest magnitude of each element over all regions. */
  @SuppressWarnings("try") // the scope frees what is made inside it
  Map<String, double[]> of(Graph graph) {
    Map<String, double[]> all = new HashMap<>();
    BoundSettings settings = BoundSettings.CROWN.withMethod(method);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        LinearBounds bounds = LinearBounds.of(graph, manager, settings)) {
      for (int from = 0; from < lower.size(); from += REGIONS_AT_ONCE) {
        int to = Math.min(lower.size(), from + REGIONS_AT_ONCE);
        try (Scope scope = new Scope()) {
          Box box =
              Box.of(
                  manager,
                  graph.inputs().get(0).shape(),
                  lower.subList(from, to).toArray(double[][]::new),
                  upper.subList(from, to).toArray(double[][]::new),
                  DataType.FLOAT64);
          Map<String, Box> boxes = bounds.intermediate(Map.of(graph.inputs().get(0).name(), box));
          boxes.forEach((value, b) -> all.merge(value, most(b), Magnitudes::greater));
        }
      }
    }
    return all;
  }

  private static double[] most(Box box) {
    double[] flat = box.magnitude().toDoubleArray();
    int regions = (int) box.batch();
    double[] most = new double[flat.length / regions];
    for (int i = 0; i < flat.length; i++) {
      most[i % most.length] = Math.max(most[i % most.length], flat[i]);
    }
    return most;
  }

  private static double[] greater(double[] a, double[] b) {
    double[] greater = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      greater[i] = Math.max(a[i], b[i]);
    }
    return greater;
  }
}
