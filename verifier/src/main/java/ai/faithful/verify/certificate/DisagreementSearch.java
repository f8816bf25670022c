package ai.faithful.verify.certificate;

import ai.faithful.verify.property.Premise;
import ai.faithful.verify.property.PremiseWeights;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Excludes pairs of classes (THEORY 4.5) by a search for the multipliers whose row has the greatest
 * minimum: many candidates at a time, each bounded with rigour, the best ones' neighbours next.
 */
final class DisagreementSearch {
  private static final double[] STEPS = {0.5, 0.5, 0.25, 0.125};

  private final PairBounds bounds;
  private final BoundedRegions regions;
  private final Premise premise;

  DisagreementSearch(PairBounds bounds, BoundedRegions regions, Premise premise) {
    this.bounds = bounds;
    this.regions = regions;
    this.premise = premise;
  }

  /** The teacher says k, the student prefers j. */
  record Pair(int k, int j) {}

  private static final class Case {
    final Pair pair;
    List<PremiseWeights> candidates;
    @Nullable PremiseWeights best;
    double bound = Double.NEGATIVE_INFINITY;

    Case(Pair pair, List<PremiseWeights> candidates) {
      this.pair = pair;
      this.candidates = candidates;
    }
  }

  /**
   * Whether all pairs of each region are impossible.
   *
   * @param open by region
   */
  boolean[] exclude(List<List<Pair>> open) {
    List<List<Case>> cases = new ArrayList<>();
    for (List<Pair> pairs : open) {
      List<Case> own = new ArrayList<>();
      for (Pair p : pairs) {
        own.add(new Case(p, PremiseWeights.starts(bounds.classes(), p.k(), p.j(), premise)));
      }
      cases.add(own);
    }
    evaluate(cases, true);
    for (double step : STEPS) {
      for (List<Case> own : cases) {
        own.removeIf(c -> c.bound > 0);
        own.forEach(
            c ->
                c.candidates =
                    c.best == null ? List.of() : c.best.neighbours(c.pair.k(), premise, step));
      }
      evaluate(cases, true);
    }
    if (regions.method().searches()) {
      for (List<Case> own : cases) {
        own.forEach(
            c -> c.candidates = c.bound > 0 || c.best == null ? List.of() : List.of(c.best));
      }
      evaluate(cases, false);
    }
    boolean[] excluded = new boolean[open.size()];
    for (int b = 0; b < excluded.length; b++) {
      excluded[b] = cases.get(b).stream().allMatch(c -> c.bound > 0);
    }
    return excluded;
  }

  private void evaluate(List<List<Case>> cases, boolean trial) {
    List<LogitRows> rows = new ArrayList<>();
    int most = 0;
    for (List<Case> own : cases) {
      LogitRows collected = new LogitRows(bounds.classes());
      for (Case c : own) {
        for (PremiseWeights weights : c.candidates) {
          double[] student = new double[bounds.classes()];
          student[c.pair.k()] = 1;
          student[c.pair.j()] = -1;
          int k = c.pair.k();
          collected.add(weights.teacher(k), student, weights.constant(k, premise));
        }
      }
      rows.add(collected);
      most = Math.max(most, collected.count());
    }
    for (LogitRows own : rows) {
      own.fill(most);
    }
    double[][] minima = trial ? bounds.trialMinima(regions, rows) : bounds.minima(regions, rows);
    for (int b = 0; b < minima.length; b++) {
      int at = 0;
      for (Case c : cases.get(b)) {
        for (PremiseWeights weights : c.candidates) {
          double bound = minima[b][at++];
          if (bound > c.bound) {
            c.bound = bound;
            c.best = weights;
          }
        }
      }
    }
  }
}
