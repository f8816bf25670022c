package ai.faithful.verify.certificate;

import ai.faithful.verify.region.Region;
import ai.faithful.verify.rule.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * By how much the label leads the other classes of one network at least, z_c - z_j over regions.
 */
final class LabelLeads {
  private final NetworkBounds bounds;
  private final String output;
  private final int classes;

  LabelLeads(NetworkBounds bounds, String output, int classes) {
    this.bounds = bounds;
    this.output = output;
    this.classes = classes;
  }

  /** The least lead over each region. */
  double[] least(List<Example> examples, List<Region> regions) {
    return least(raised(examples, regions, unknown(examples.size()), false));
  }

  /**
   * The least lead as far as its sign needs it: slopes are searched where fixed lines leave it
   * open, for the classes that may be ahead.
   *
   * @param decided whether an example needs no search
   */
  double[] leastUntilDecided(List<Example> examples, List<Region> regions, IntPredicate decided) {
    double[][] leads = raised(examples, regions, unknown(examples.size()), true);
    double[] found = least(leads);
    if (!bounds.searches()) {
      return found;
    }
    int[] open =
        IntStream.range(0, found.length).filter(i -> !(found[i] > 0) && !decided.test(i)).toArray();
    double[] searched =
        least(
            raised(
                IntStream.of(open).mapToObj(examples::get).toList(),
                IntStream.of(open).mapToObj(regions::get).toList(),
                IntStream.of(open).mapToObj(i -> leads[i]).toArray(double[][]::new),
                false));
    for (int k = 0; k < open.length; k++) {
      found[open[k]] = searched[k];
    }
    return found;
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

  private double[][] unknown(int regions) {
    double[][] unknown = new double[regions][classes];
    for (double[] own : unknown) {
      Arrays.fill(own, Double.NEGATIVE_INFINITY);
    }
    return unknown;
  }

  private static double[] least(double[][] leads) {
    return Arrays.stream(leads)
        .mapToDouble(own -> Arrays.stream(own).min().orElse(Double.POSITIVE_INFINITY))
        .toArray();
  }

  /**
   * Leads that are not known to be positive, raised; of the label over itself, infinite.
   *
   * @param known {@code [regions][classes]}
   * @param trial whether to spare the search for slopes
   */
  @SuppressWarnings("try") // the scope frees what is made inside it
  private double[][] raised(
      List<Example> examples, List<Region> regions, double[][] known, boolean trial) {
    if (examples.isEmpty()) {
      return known;
    }
    int[][] asked = new int[known.length][];
    for (int b = 0; b < asked.length; b++) {
      int c = examples.get(b).label();
      double[] own = known[b];
      asked[b] = IntStream.range(0, classes).filter(j -> j != c && !(own[j] > 0)).toArray();
    }
    int most = Arrays.stream(asked).mapToInt(own -> own.length).max().orElse(0);
    double[][][] rows = new double[known.length][most][classes];
    for (int b = 0; b < rows.length; b++) {
      // Regions have equally many: those with fewer have rows that are 0.
      for (int r = 0; r < asked[b].length; r++) {
        rows[b][r][examples.get(b).label()] = 1;
        rows[b][r][asked[b][r]] = -1;
      }
    }
    double[][] leads = new double[known.length][];
    try (Scope scope = new Scope()) {
      BoundedRegions bounded = bounds.intermediate(regions, trial);
      NetworkBounds.Ends ends = bounds.ends(bounded, output);
      double[][] minima =
          bounds.minima(bounded, Map.of(output, rows), new double[known.length][most], trial);
      for (int b = 0; b < leads.length; b++) {
        int c = examples.get(b).label();
        leads[b] = known[b].clone();
        leads[b][c] = Double.POSITIVE_INFINITY;
        for (int r = 0; r < asked[b].length; r++) {
          int j = asked[b][r];
          double apart = Math.nextDown(ends.lower()[b][c] - ends.upper()[b][j]);
          leads[b][j] = Math.max(leads[b][j], Math.max(minima[b][r], apart));
        }
      }
    }
    return leads;
  }
}
