package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.faithful.verify.rule.ActivationRule;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.PlaneRule;
import ai.faithful.verify.rule.Rule;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Backward passes for the elements of a value that a nonlinear operator needs tighter (THEORY 5.4):
 * for a ReLU, where the sign is undecided. Then, if slopes are to be searched, once more for those
 * that it still needs tighter (THEORY 5.5).
 */
final class Refinement {
  private final LinearBounds engine;
  private final Relaxation relaxation;
  private final String value;
  private final DataType type;
  private final double[] lower;
  private final double[] upper;
  private final int regions;
  private final int size;

  private Refinement(LinearBounds engine, Relaxation relaxation, String value, Box box) {
    this.engine = engine;
    this.relaxation = relaxation;
    this.value = value;
    this.type = box.lower().getDataType();
    this.lower = doubles(box.lower());
    this.upper = doubles(box.upper());
    this.regions = (int) box.batch();
    this.size = lower.length / Math.max(regions, 1);
  }

  /**
   * The box intersected with the bounds of backward passes for the elements that some activation or
   * product would be tighter for; in the enclosing scope.
   */
  static Box of(LinearBounds engine, Relaxation relaxation, String value, Box box) {
    int[][] wanted = wanted(relaxation, value, box);
    if (!any(wanted)) {
      return box;
    }
    Refinement refinement = new Refinement(engine, relaxation, value, box);
    refinement.refine(wanted, null);
    Box refined = refinement.result();
    Network searching = engine.searching();
    if (searching == null) {
      return refined;
    }
    int[][] left = wanted(relaxation, value, refined);
    if (!any(left)) {
      return refined;
    }
    refinement.refine(left, searching);
    refined.lower().close();
    refined.upper().close();
    return refinement.result();
  }

  private static boolean any(int[][] wanted) {
    return Arrays.stream(wanted).anyMatch(elements -> elements.length > 0);
  }

  /** By region, the elements that are worth a backward pass. */
  private static int[][] wanted(Relaxation relaxation, String value, Box box) {
    int regions = (int) box.batch();
    int size = (int) (box.lower().size() / Math.max(1, regions));
    boolean[] wanted = new boolean[regions * size];
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
    int[][] elements = new int[regions][];
    for (int b = 0; b < regions; b++) {
      int first = b * size;
      elements[b] = IntStream.range(0, size).filter(i -> wanted[first + i]).toArray();
    }
    return elements;
  }

  private static void or(boolean[] wanted, NDArray more) {
    boolean[] mask = more.toBooleanArray();
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] |= mask[i];
    }
  }

  /**
   * Bounds elements of each region.
   *
   * @param searching the network that slopes are searched on, null to take the fixed lines
   */
  private void refine(int[][] elements, @Nullable Network searching) {
    int[] counts = Arrays.stream(elements).mapToInt(own -> own.length).toArray();
    PassSize passes = PassSize.of(relaxation, value, searching != null);
    try (UnitRows rows = new UnitRows(relaxation.network(), value);
        UnitRows searched =
            searching == null || searching == relaxation.network()
                ? rows
                : new UnitRows(searching, value)) {
      List<Runnable> tasks = new ArrayList<>();
      // Two rows for each element: below and above.
      for (Portion portion : engine.portions(counts, passes.times(2))) {
        tasks.add(() -> refine(elements, portion, rows, searched, searching));
      }
      engine.crew().run(tasks);
    }
  }

  private void refine(
      int[][] elements,
      Portion portion,
      UnitRows rows,
      UnitRows searched,
      @Nullable Network searching) {
    int count = portion.rows();
    long[] chosen = new long[portion.regions().length * count];
    for (int a = 0; a < portion.regions().length; a++) {
      int[] own = elements[portion.regions()[a]];
      for (int r = 0; r < count; r++) {
        // A region with fewer than the others repeats its last one.
        chosen[a * count + r] = own[Math.min(portion.from() + r, own.length - 1)];
      }
    }
    double[] bounds;
    try (Scope scope = new Scope();
        Relaxation some = relaxation.of(portion.regions())) {
      Slopes slopes = Slopes.FIXED;
      if (searching != null) {
        slopes =
            SlopeSearch.best(
                some,
                searching,
                2L * count,
                pass -> searched.plant(pass, chosen),
                engine.settings().iterations());
      }
      BackwardPass pass = new BackwardPass(some, 2L * count, slopes, null);
      rows.plant(pass, chosen);
      bounds = doubles(pass.lowerBound());
    }
    for (int a = 0; a < portion.regions().length; a++) {
      for (int r = 0; r < count; r++) {
        int at = (int) (portion.regions()[a] * size + chosen[a * count + r]);
        lower[at] = Math.max(lower[at], bounds[2 * a * count + r]);
        upper[at] = Math.min(upper[at], -bounds[(2 * a + 1) * count + r]);
      }
    }
  }

  private Box result() {
    return Box.of(
        relaxation.network().manager(),
        relaxation.network().graph().shapeOf(value),
        split(lower),
        split(upper),
        type);
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
