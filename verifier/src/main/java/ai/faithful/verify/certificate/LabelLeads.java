package ai.faithful.verify.certificate;

import ai.faithful.verify.bound.Method;
import ai.faithful.verify.region.Region;
import ai.faithful.verify.rule.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * By how much the label leads the other classes of one network at least, z_c - z_j over regions.
 */
final class LabelLeads {
  /** Relative, and far above what rounding does to an estimate in single precision. */
  private static final double ESTIMATE = 1e-3;

  private final NetworkBounds bounds;
  private final String output;
  private final List<Example> examples;
  private final List<Region> regions;

  /** By example and class, infinite at the label. */
  private final double[][] leads;

  private LabelLeads(
      NetworkBounds bounds, int classes, List<Example> examples, List<Region> regions) {
    this.bounds = bounds;
    this.output = bounds.output();
    this.examples = examples;
    this.regions = regions;
    this.leads = new double[examples.size()][classes];
    for (int i = 0; i < leads.length; i++) {
      Arrays.fill(leads[i], Double.NEGATIVE_INFINITY);
      leads[i][examples.get(i).label()] = Double.POSITIVE_INFINITY;
    }
  }

  /** The least lead over each region, as great as the method can show. */
  static double[] least(
      NetworkBounds bounds, int classes, List<Example> examples, List<Region> regions) {
    LabelLeads leads = new LabelLeads(bounds, classes, examples, regions);
    leads.raiseWithoutSearch();
    if (bounds.method().searches()) {
      leads.raise(leads.all(), leads::rivals, bounds.method());
    }
    return leads.least();
  }

  /**
   * The least lead as far as its sign needs it: slopes are searched where fixed lines leave it
   * open, for the classes that may be ahead.
   *
   * @param decided whether an example needs no search
   */
  static double[] leastUntilDecided(
      NetworkBounds bounds,
      int classes,
      List<Example> examples,
      List<Region> regions,
      IntPredicate decided) {
    LabelLeads leads = new LabelLeads(bounds, classes, examples, regions);
    leads.raiseWithoutSearch();
    if (bounds.method().searches()) {
      int[] open =
          IntStream.of(leads.all())
              .filter(i -> !(leads.least(i) > 0) && !decided.test(i))
              .toArray();
      leads.raise(
          open,
          i -> IntStream.of(leads.rivals(i)).filter(j -> !(leads.leads[i][j] > 0)).toArray(),
          bounds.method());
    }
    return leads.least();
  }

  /**
   * The lead at one point, min over j of z_c - z_j, is at most this.
   *
   * @param lower ends of the logits
   * @param upper likewise
   */
  static double most(double[] lower, double[] upper, int c) {
    double most = Double.POSITIVE_INFINITY;
    for (int j = 0; j < lower.length; j++) {
      if (j != c) {
        most = Math.min(most, Math.nextUp(upper[c] - lower[j]));
      }
    }
    return most;
  }

  private int[] all() {
    return IntStream.range(0, leads.length).toArray();
  }

  private int[] rivals(int example) {
    int label = examples.get(example).label();
    return IntStream.range(0, leads[example].length).filter(j -> j != label).toArray();
  }

  private int closest(int example) {
    int closest = examples.get(example).label();
    for (int j : rivals(example)) {
      closest = leads[example][j] <= leads[example][closest] ? j : closest;
    }
    return closest;
  }

  private double least(int example) {
    return Arrays.stream(leads[example]).min().orElse(Double.POSITIVE_INFINITY);
  }

  private double[] least() {
    return IntStream.of(all()).mapToDouble(this::least).toArray();
  }

  /**
   * By all methods without a search. What intervals of hidden values leave of the closest rival's
   * lead is no less than what they leave of the least: if that, estimated, is below what is known,
   * they have nothing to add.
   */
  @SuppressWarnings("try") // the scope frees what is made inside it
  private void raiseWithoutSearch() {
    if (examples.isEmpty()) {
      return;
    }
    if (!bounds.method().refines()) {
      raise(all(), this::rivals, bounds.method());
      return;
    }
    int[] gaining;
    try (Scope scope = new Scope()) {
      BoundedRegions bounded = bounds.intermediate(regions, Method.CROWN);
      raise(all(), this::rivals, bounded);
      int[][] closest =
          IntStream.of(all()).mapToObj(i -> new int[] {closest(i)}).toArray(int[][]::new);
      double[][] left = bounds.estimate(bounded, Map.of(output, rows(all(), closest)));
      gaining = IntStream.of(all()).filter(i -> mayExceed(left[i][0], least(i))).toArray();
    }
    raise(gaining, this::rivals, Method.CROWN_IBP);
  }

  private static boolean mayExceed(double estimate, double known) {
    return !(estimate < known - ESTIMATE * (1 + Math.abs(known)));
  }

  /** z_c - z_j for some classes j of some examples, as many rows for each. */
  private double[][][] rows(int[] some, int[][] asked) {
    int most = Arrays.stream(asked).mapToInt(own -> own.length).max().orElse(0);
    double[][][] rows = new double[some.length][most][leads[0].length];
    for (int b = 0; b < rows.length; b++) {
      // Those with fewer have rows that are 0.
      for (int r = 0; r < asked[b].length; r++) {
        rows[b][r][examples.get(some[b]).label()] = 1;
        rows[b][r][asked[b][r]] = -1;
      }
    }
    return rows;
  }

  /**
   * Raises leads.
   *
   * @param some examples
   * @param rivals the classes to ask about of each
   */
  @SuppressWarnings("try") // the scope frees what is made inside it
  private void raise(int[] some, IntFunction<int[]> rivals, Method method) {
    if (some.length > 0) {
      try (Scope scope = new Scope()) {
        List<Region> around = IntStream.of(some).mapToObj(regions::get).toList();
        raise(some, rivals, bounds.intermediate(around, method));
      }
    }
  }

  private void raise(int[] some, IntFunction<int[]> rivals, BoundedRegions bounded) {
    int[][] asked = IntStream.of(some).mapToObj(rivals).toArray(int[][]::new);
    double[][][] rows = rows(some, asked);
    double[][] constant = new double[some.length][rows[0].length];
    double[][] minima = bounds.minima(bounded, Map.of(output, rows), constant, false);
    NetworkBounds.Ends ends = bounds.ends(bounded, output);
    for (int b = 0; b < some.length; b++) {
      double[] own = leads[some[b]];
      int c = examples.get(some[b]).label();
      for (int r = 0; r < asked[b].length; r++) {
        int j = asked[b][r];
        double apart = Math.nextDown(ends.lower()[b][c] - ends.upper()[b][j]);
        own[j] = Math.max(own[j], minima[b][r]);
        // Not a number where boxes are infinite.
        own[j] = apart > own[j] ? apart : own[j];
      }
    }
  }
}
