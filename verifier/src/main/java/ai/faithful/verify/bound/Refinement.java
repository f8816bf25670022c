package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Shape;
import ai.faithful.verify.rule.Scope;
import java.util.Arrays;

/** Backward passes for the elements of a pre-activation whose sign is undecided (THEORY 5.4). */
final class Refinement {
  /** The most numbers in one array of a pass. */
  private static final long BUDGET = 1L << 22;

  private Refinement() {}

  /** The box intersected with the bounds of backward passes; in the enclosing scope. */
  static Box of(Relaxation relaxation, String value, Box box) {
    double[] lower = doubles(box.lower());
    double[] upper = doubles(box.upper());
    int regions = (int) box.batch();
    int size = lower.length / Math.max(regions, 1);
    int[][] undecided = undecided(lower, upper, regions, size);
    int most = Arrays.stream(undecided).mapToInt(u -> u.length).max().orElse(0);
    if (most == 0) {
      return box;
    }
    long widest =
        relaxation.network().graph().nodes().stream()
            .mapToLong(node -> node.shape().size())
            .max()
            .orElse(1);
    int chunk = (int) Math.max(1, BUDGET / (2L * regions * widest));
    for (int from = 0; from < most; from += chunk) {
      int count = Math.min(chunk, most - from);
      long[] chosen = new long[regions * count];
      for (int b = 0; b < regions; b++) {
        for (int r = 0; r < count; r++) {
          chosen[b * count + r] = pick(undecided[b], from + r);
        }
      }
      double[] bounds = bounds(relaxation, value, chosen, regions);
      for (int b = 0; b < regions; b++) {
        for (int r = 0; r < count; r++) {
          int at = b * size + (int) chosen[b * count + r];
          lower[at] = Math.max(lower[at], bounds[2 * b * count + r]);
          upper[at] = Math.min(upper[at], -bounds[(2 * b + 1) * count + r]);
        }
      }
    }
    Shape shape = relaxation.network().graph().shapeOf(value);
    return Box.of(
        relaxation.network().manager(),
        shape,
        split(lower, regions, size),
        split(upper, regions, size),
        box.lower().getDataType());
  }

  /** Regions with fewer undecided elements than the others repeat their last one. */
  private static int pick(int[] undecided, int rank) {
    return undecided.length == 0 ? 0 : undecided[Math.min(rank, undecided.length - 1)];
  }

  private static double[] bounds(Relaxation relaxation, String value, long[] chosen, int regions) {
    try (Scope scope = new Scope()) {
      NDArray bound = UnitRows.start(relaxation, value, chosen, regions).lowerBound();
      scope.keep(bound);
      double[] out = doubles(bound);
      bound.close();
      return out;
    }
  }

  private static int[][] undecided(double[] lower, double[] upper, int regions, int size) {
    int[][] undecided = new int[regions][];
    for (int b = 0; b < regions; b++) {
      int[] found = new int[size];
      int count = 0;
      for (int i = 0; i < size; i++) {
        if (lower[b * size + i] < 0 && upper[b * size + i] > 0) {
          found[count++] = i;
        }
      }
      undecided[b] = Arrays.copyOf(found, count);
    }
    return undecided;
  }

  private static double[] doubles(NDArray array) {
    return array.toType(DataType.FLOAT64, false).toDoubleArray();
  }

  private static double[][] split(double[] flat, int regions, int size) {
    double[][] out = new double[regions][];
    for (int b = 0; b < regions; b++) {
      out[b] = Arrays.copyOfRange(flat, b * size, (b + 1) * size);
    }
    return out;
  }
}
