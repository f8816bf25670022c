package ai.faithful.training.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Graph;
import ai.faithful.verify.bound.Box;
import ai.faithful.verify.bound.Crown;
import ai.faithful.verify.bound.Rounding;
import ai.faithful.verify.bound.Rows;
import ai.faithful.verify.rule.Network;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bounds of z_j - z_c by backward rows (e_j - e_c) on interval intermediate bounds (THEORY 3): back
 * to the input (CROWN-IBP), or, much cheaper, to the last activation's interval (interval
 * propagation whose last layer is merged with the rows). The tape can follow them to the weights.
 */
public final class MarginBounds {
  private final Network network;
  private final String logits;
  private final ai.faithful.ir.Shape shape;

  /**
   * Of one output of a graph.
   *
   * @param fromInput whether rows go back to the input
   * @param manager holds the constants
   */
  public MarginBounds(Graph graph, String logits, boolean fromInput, NDManager manager) {
    Graph followed = fromInput ? Part.whole(graph, logits) : Part.tail(graph, logits);
    this.network = Network.of(followed, manager, DataType.FLOAT32);
    this.logits = logits;
    this.shape = graph.shapeOf(logits);
  }

  /**
   * Upper bounds of z_j - z_c, [N, classes], 0 at c itself.
   *
   * @param boxes of the whole graph's values
   * @param weights live ones by the graph's names; those that this part lacks are left aside
   * @param labels c of each region
   */
  public NDArray upper(
      Map<String, Box> boxes, Map<String, NDArray> weights, int[] labels, NDManager manager) {
    return bounds(boxes, weights, coefficients(labels, false), labels.length, manager).neg();
  }

  /** Lower and upper bounds of z_j - z_c, as {@link #upper}. */
  public Box box(
      Map<String, Box> boxes, Map<String, NDArray> weights, int[] labels, NDManager manager) {
    NDArray bounds = bounds(boxes, weights, coefficients(labels, true), labels.length, manager);
    NDList sides = bounds.reshape(labels.length, 2, shape.size()).split(2, 1);
    Shape each = new Shape(labels.length, shape.size());
    return new Box(sides.get(1).reshape(each), sides.get(0).reshape(each).neg());
  }

  /**
   * Both sides, off the tape.
   *
   * @return [N][0 for lower, 1 for upper][classes], 0 at c itself
   */
  public double[][][] both(
      Map<String, Box> boxes, Map<String, NDArray> weights, int[] labels, NDManager manager) {
    int n = labels.length;
    int classes = shape.size();
    float[] bounds = bounds(boxes, weights, coefficients(labels, true), n, manager).toFloatArray();
    double[][][] gaps = new double[n][2][classes];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < classes; j++) {
        double upper = -bounds[(i * 2) * classes + j];
        double lower = bounds[(i * 2 + 1) * classes + j];
        // An interval of one point may come out crossed by a rounding.
        gaps[i][0][j] = Math.min(lower, upper);
        gaps[i][1][j] = Math.max(lower, upper);
      }
    }
    return gaps;
  }

  /** Rows e_c - e_j of each region, and with {@code both} rows e_j - e_c after them. */
  private float[] coefficients(int[] labels, boolean both) {
    int classes = shape.size();
    int sides = both ? 2 : 1;
    float[] coefficients = new float[labels.length * sides * classes * classes];
    for (int i = 0; i < labels.length; i++) {
      for (int side = 0; side < sides; side++) {
        int sign = side == 0 ? 1 : -1;
        for (int j = 0; j < classes; j++) {
          int row = ((i * sides + side) * classes + j) * classes;
          coefficients[row + labels[i]] += sign;
          coefficients[row + j] -= sign;
        }
      }
    }
    return coefficients;
  }

  private NDArray bounds(
      Map<String, Box> boxes,
      Map<String, NDArray> weights,
      float[] coefficients,
      int n,
      NDManager manager) {
    long count = coefficients.length / ((long) n * shape.size());
    long[] dims = shape.dims().stream().mapToLong(d -> d).toArray();
    NDArray a = manager.create(coefficients, new Shape(n, count).addAll(new Shape(dims)));
    Rows rows = new Rows(Map.of(logits, a), manager.zeros(new Shape(n, count)));
    Map<String, NDArray> own = new LinkedHashMap<>(weights);
    own.keySet().retainAll(network.graph().constants().keySet());
    return Crown.lowerBound(network.withParameters(own), boxes, rows, Rounding.NONE);
  }
}
