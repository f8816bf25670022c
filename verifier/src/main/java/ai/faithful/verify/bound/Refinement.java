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
    if (engine.searching() != null) {
      refinement.refine(refinement.wanted(), engine.searching());
    }
    return refinement.result();
  }

  private static boolean any(int[][] wanted) {
    return Arrays.stream(wanted).anyMatch(elements -> elements.length > 0);
  }

  /** What is still worth a backward pass. */
  @SuppressWarnings("try") // the scope frees what is made inside it
  private int[][] wanted() {
    try (Scope scope = new Scope()) {
      return wanted(relaxation, value, result());
    }
  }

  /** By region, the elements that are worth a backward pass. */
  @SuppressWarnings("try") // the scope frees what is made inside it
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
   * Bounds elements of each region, from above first: most neurons are never active, and what is
   * known to be so needs no bound from below.
   *
   * @param searching the network that slopes are searched on, null to take the fixed lines
   */
  private void refine(int[][] elements, @Nullable Network searching) {
    if (!any(elements)) {
      return;
    }
    refine(elements, -1, searching);
    int[][] left = wanted();
    if (any(left)) {
      refine(left, 1, searching);
    }
  }

  private void refine(int[][] elements, int sign, @Nullable Network searching) {
    int[] counts = Arrays.stream(elements).mapToInt(own -> own.length).toArray();
    PassSize passes = PassSize.of(relaxation, value, searching != null);
    try (UnitRows rows = new UnitRows(relaxation.network(), value);
        UnitRows searched =
            searching == null || searching == relaxation.network()
                ? rows
                : new UnitRows(searching, value)) {
      List<Runnable> tasks = new ArrayList<>();
      for (Portion portion : engine.portions(counts, passes.numbers())) {
        tasks.add(() -> refine(elements, sign, portion, rows, searched, searching));
      }
      engine.crew().run(tasks);
    }
  }

  @SuppressWarnings("try") // the scope frees what is made inside it
  private void refine(
      int[][] elements,
      int sign,
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
        chosen[a * count + r] =
            own.length == 0 ? 0 : own[Math.min(portion.from() + r, own.length - 1)];
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
                count,
                pass -> searched.plant(pass, chosen, sign),
                engine.settings().iterations());
      }
      BackwardPass pass = new BackwardPass(some, count, slopes, null);
      rows.plant(pass, chosen, sign);
      bounds = doubles(pass.lowerBound());
    }
    intersect(portion, chosen, sign, bounds);
  }

  private synchronized void intersect(Portion portion, long[] chosen, int sign, double[] bounds) {
    for (int i = 0; i < chosen.length; i++) {
      int at = Math.toIntExact((long) portion.regions()[i / portion.rows()] * size + chosen[i]);
      if (sign > 0) {
        lower[at] = Math.max(lower[at], bounds[i]);
      } else {
        upper[at] = Math.min(upper[at], -bounds[i]);
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
