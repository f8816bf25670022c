package ai.faithful.verify.bound;

import ai.djl.ndarray.types.DataType;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
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
  private final Wanted wanted;
  private final DataType type;
  private final double[] lower;
  private final double[] upper;
  private final int regions;
  private final int size;

  private Refinement(
      LinearBounds engine, Relaxation relaxation, String value, Box box, Wanted wanted) {
    this.wanted = wanted;
    this.engine = engine;
    this.relaxation = relaxation;
    this.value = value;
    this.type = box.lower().getDataType();
    this.lower = Layout.doubles(box.lower());
    this.upper = Layout.doubles(box.upper());
    this.regions = (int) box.batch();
    this.size = lower.length / Math.max(regions, 1);
  }

  /**
   * The box intersected with the bounds of backward passes for the elements that some activation or
   * product would be tighter for; in the enclosing scope.
   *
   * @param searching the network that slopes are searched on, null to take the fixed lines
   */
  static Box of(
      LinearBounds engine,
      Relaxation relaxation,
      String value,
      Box box,
      @Nullable Network searching) {
    Wanted wanted = Wanted.of(relaxation.network(), value);
    Refinement refinement = new Refinement(engine, relaxation, value, box, wanted);
    int[][] elements = refinement.wanted();
    if (!any(elements)) {
      return box;
    }
    refinement.refine(elements, null);
    if (searching != null) {
      int[][] left = refinement.wanted();
      if (any(left)) {
        refinement.refine(left, searching);
      }
    }
    return refinement.result();
  }

  private static boolean any(int[][] elements) {
    return Arrays.stream(elements).anyMatch(own -> own.length > 0);
  }

  /** By region, the elements that are still worth a backward pass. */
  private int[][] wanted() {
    boolean[] mask = wanted.mask(lower, upper);
    int[][] elements = new int[regions][];
    for (int b = 0; b < regions; b++) {
      int first = b * size;
      elements[b] = IntStream.range(0, size).filter(i -> mask[first + i]).toArray();
    }
    return elements;
  }

  /**
   * Bounds elements of each region.
   *
   * @param searching the network that slopes are searched on, null to take the fixed lines
   */
  private void refine(int[][] elements, @Nullable Network searching) {
    Patches patches = relaxation.patches();
    boolean paid = !relaxation.rigorous() || relaxation.uniformCost(value, false).isSmall();
    PatchPlan plan =
        searching == null && patches != null && paid ? patches.plan(Set.of(value)) : null;
    if (patches != null && plan != null) {
      refine(elements, patches, plan);
      return;
    }
    int[] counts = Arrays.stream(elements).mapToInt(own -> own.length).toArray();
    PassSize passes = PassSize.of(relaxation, value, searching != null);
    try (UnitRows rows = new UnitRows(relaxation.network(), value, elements);
        UnitRows searched =
            searching == null || searching == relaxation.network()
                ? rows
                : new UnitRows(searching, value, elements)) {
      List<Runnable> tasks = new ArrayList<>();
      for (Portion portion : engine.portions(counts, passes.numbers(), searching != null)) {
        int[][] own = new int[portion.regions().length][];
        for (int a = 0; a < own.length; a++) {
          int[] all = elements[portion.regions()[a]];
          own[a] =
              Arrays.copyOfRange(
                  all, Math.min(portion.from(), all.length), Math.min(portion.to(), all.length));
        }
        tasks.add(() -> refine(portion.regions(), own, rows, searched, searching));
      }
      engine.crew().run(tasks);
    }
  }

  private void refine(
      int[] some, int[][] elements, UnitRows rows, UnitRows searched, @Nullable Network searching) {
    try (Relaxation part = relaxation.of(some)) {
      refine(
          some, elements, (chosen, sign) -> bounds(part, chosen, sign, rows, searched, searching));
    }
  }

  /** Lower bounds of elements, the same number for each region, or of their negatives. */
  private interface Bounds {
    double[] of(long[] chosen, int sign);
  }

  /**
   * Bounds elements of some regions, from above first: most neurons are never active, and what is
   * known to be so needs no bound from below.
   */
  private void refine(int[] some, int[][] elements, Bounds bounds) {
    for (int sign = -1; sign <= 1; sign += 2) {
      int[][] left = sign < 0 ? elements : left(some, elements);
      if (any(left)) {
        long[] chosen = padded(left);
        intersect(some, chosen, sign, bounds.of(chosen, sign));
      }
    }
  }

  /** On patches, a few elements of a region at a time. */
  private void refine(int[][] elements, Patches patches, PatchPlan plan) {
    int total = Arrays.stream(elements).mapToInt(own -> own.length).sum();
    int most = Math.max(16, total / (4 * engine.crew().threads()));
    List<Runnable> tasks = new ArrayList<>();
    for (int b = 0; b < regions; b++) {
      for (int from = 0; from < elements[b].length; from += most) {
        int[] own =
            Arrays.copyOfRange(elements[b], from, Math.min(from + most, elements[b].length));
        int region = b;
        tasks.add(
            () ->
                refine(
                    new int[] {region},
                    new int[][] {own},
                    (chosen, sign) -> patches.lowerBounds(plan, value, region, chosen, sign)));
      }
    }
    engine.crew().run(tasks);
  }

  /** The same number of elements for each region: one with fewer repeats its last one. */
  private static long[] padded(int[][] elements) {
    int most = Arrays.stream(elements).mapToInt(own -> own.length).max().orElse(0);
    long[] padded = new long[elements.length * most];
    for (int i = 0; i < padded.length; i++) {
      int[] own = elements[i / most];
      padded[i] = own.length == 0 ? 0 : own[Math.min(i % most, own.length - 1)];
    }
    return padded;
  }

  @SuppressWarnings("try") // the scope frees what is made inside it
  private double[] bounds(
      Relaxation part,
      long[] chosen,
      int sign,
      UnitRows rows,
      UnitRows searched,
      @Nullable Network searching) {
    int count = chosen.length / (int) part.regions();
    try (Scope scope = new Scope()) {
      Slopes slopes = Slopes.FIXED;
      if (searching != null) {
        slopes = engine.search(part, count, pass -> searched.plant(pass, chosen, sign));
      }
      BackwardPass pass = new BackwardPass(part, count, slopes, null);
      rows.plant(pass, chosen, sign);
      return pass.lowerBounds();
    }
  }

  /** Those of the elements that are still worth a backward pass. */
  private int[][] left(int[] some, int[][] elements) {
    int total = Arrays.stream(elements).mapToInt(own -> own.length).sum();
    double[] low = new double[total];
    double[] high = new double[total];
    synchronized (this) {
      int at = 0;
      for (int a = 0; a < some.length; a++) {
        for (int element : elements[a]) {
          low[at] = lower[some[a] * size + element];
          high[at++] = upper[some[a] * size + element];
        }
      }
    }
    boolean[] mask = wanted.mask(low, high);
    int[][] left = new int[some.length][];
    int at = 0;
    for (int a = 0; a < some.length; a++) {
      int first = at;
      int[] own = elements[a];
      left[a] =
          IntStream.range(0, own.length).filter(i -> mask[first + i]).map(i -> own[i]).toArray();
      at += own.length;
    }
    return left;
  }

  private synchronized void intersect(int[] some, long[] chosen, int sign, double[] bounds) {
    int count = chosen.length / some.length;
    for (int i = 0; i < chosen.length; i++) {
      int at = Math.toIntExact((long) some[i / count] * size + chosen[i]);
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
}
