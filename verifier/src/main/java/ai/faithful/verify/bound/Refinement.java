package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.faithful.verify.rule.ActivationRule;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.PlaneRule;
import ai.faithful.verify.rule.Rule;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Backward passes for the elements of a value that a nonlinear operator needs tighter (THEORY 5.4):
 * for a ReLU, where the sign is undecided.
 */
final class Refinement {
  private final Relaxation relaxation;
  private final String value;
  private final double[] lower;
  private final double[] upper;
  private final boolean[] wanted;
  private final int regions;
  private final int size;

  private Refinement(Relaxation relaxation, String value, Box box, boolean[] wanted) {
    this.relaxation = relaxation;
    this.value = value;
    this.lower = doubles(box.lower());
    this.upper = doubles(box.upper());
    this.wanted = wanted;
    this.regions = (int) box.batch();
    this.size = lower.length / Math.max(regions, 1);
  }

  /**
   * The box intersected with the bounds of backward passes for the elements that some activation or
   * product would be tighter for; in the enclosing scope.
   */
  static Box of(Relaxation relaxation, String value, Box box) {
    Refinement refinement = new Refinement(relaxation, value, box, wanted(relaxation, value, box));
    return refinement.run() ? refinement.result(box) : box;
  }

  private static boolean[] wanted(Relaxation relaxation, String value, Box box) {
    boolean[] wanted = new boolean[(int) box.lower().size()];
    try (Scope scope = new Scope()) {
      for (Site site : relaxation.network().sites()) {
        if (site.node().inputs().contains(value)) {
          Rule rule = Network.rule(site);
          if (rule instanceof ActivationRule activation) {
            or(wanted, activation.improvable(box.lower(), box.upper()));
          } else if (rule instanceof PlaneRule) {
            or(wanted, box.lower().lt(box.upper()));
          }
        }
      }
    }
    return wanted;
  }

  private static void or(boolean[] wanted, NDArray more) {
    boolean[] mask = more.toBooleanArray();
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] |= mask[i];
    }
  }

  /** Whether there was anything to refine. */
  private boolean run() {
    int[][] undecided = new int[regions][];
    for (int b = 0; b < regions; b++) {
      int first = b * size;
      undecided[b] = IntStream.range(0, size).filter(i -> wanted[first + i]).toArray();
    }
    int most = Arrays.stream(undecided).mapToInt(u -> u.length).max().orElse(0);
    if (most == 0) {
      return false;
    }
    long widest = Passes.widest(relaxation.network());
    try (UnitRows unitRows = new UnitRows(relaxation.network(), value)) {
      int from = 0;
      while (from < most) {
        int done = from;
        // Regions drop out as they run out of undecided elements.
        long[] active =
            IntStream.range(0, regions)
                .filter(b -> undecided[b].length > done)
                .mapToLong(b -> b)
                .toArray();
        int count = (int) Math.min(most - from, Passes.rows(2L * active.length * widest));
        refine(unitRows, undecided, active, from, count);
        from += count;
      }
    }
    return true;
  }

  private void refine(UnitRows unitRows, int[][] undecided, long[] active, int from, int count) {
    long[] chosen = new long[active.length * count];
    for (int a = 0; a < active.length; a++) {
      int[] own = undecided[(int) active[a]];
      for (int r = 0; r < count; r++) {
        // A region with fewer than the others repeats its last one.
        chosen[a * count + r] = own[Math.min(from + r, own.length - 1)];
      }
    }
    double[] bounds = bounds(unitRows, active, chosen);
    for (int a = 0; a < active.length; a++) {
      for (int r = 0; r < count; r++) {
        int at = (int) (active[a] * size + chosen[a * count + r]);
        lower[at] = Math.max(lower[at], bounds[2 * a * count + r]);
        upper[at] = Math.min(upper[at], -bounds[(2 * a + 1) * count + r]);
      }
    }
  }

  private double[] bounds(UnitRows unitRows, long[] active, long[] chosen) {
    if (active.length == regions) {
      return bounds(unitRows, relaxation, chosen);
    }
    try (Relaxation some = relaxation.of(active)) {
      return bounds(unitRows, some, chosen);
    }
  }

  private static double[] bounds(UnitRows unitRows, Relaxation some, long[] chosen) {
    try (Scope scope = new Scope()) {
      NDArray bound = scope.keep(unitRows.start(some, chosen).lowerBound());
      double[] out = doubles(bound);
      bound.close();
      return out;
    }
  }

  private Box result(Box box) {
    return Box.of(
        relaxation.network().manager(),
        relaxation.network().graph().shapeOf(value),
        split(lower),
        split(upper),
        box.lower().getDataType());
  }

  private double[][] split(double[] flat) {
    double[][] out = new double[regions][];
    for (int b = 0; b < regions; b++) {
      out[b] = Arrays.copyOfRange(flat, b * size, (b + 1) * size);
    }
    return out;
  }

  private static double[] doubles(NDArray array) {
    return array.toType(DataType.FLOAT64, false).toDoubleArray();
  }
}
