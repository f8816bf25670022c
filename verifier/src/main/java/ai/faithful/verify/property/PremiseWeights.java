package ai.faithful.verify.property;

import ai.faithful.verify.curve.Enclosure;
import java.util.ArrayList;
import java.util.List;

/**
 * Multipliers lambda_m >= 0 of the premises zT_k - zT_m >= t and mu >= 0 of their sum (THEORY 4.5).
 * If for any of them the row (zS_k - zS_j) - sum over m of lambda_m (zT_k - zT_m - t) - mu (sum
 * over m of (zT_k - zT_m) - s) is above 0 on a region, "the teacher says k, the student prefers j"
 * is impossible there.
 */
public final class PremiseWeights {
  /** Multipliers are multiples of this and at most its inverse, so that their sums are exact. */
  private static final double UNIT = 0x1p-16;

  private final double[] lambda;
  private final double mu;

  private PremiseWeights(double[] lambda, double mu) {
    this.lambda = lambda;
    this.mu = mu;
  }

  private static double grid(double value) {
    return Math.rint(Math.max(0, Math.min(value, 1 / UNIT)) / UNIT) * UNIT;
  }

  /**
   * Where a search may start: the premise about j alone, all premises alike.
   *
   * @param classes K
   * @param k the teacher's class
   * @param j the student's
   */
  public static List<PremiseWeights> starts(int classes, int k, int j, Premise premise) {
    List<PremiseWeights> starts = new ArrayList<>();
    starts.add(new PremiseWeights(new double[classes], 0));
    for (double size : new double[] {0.25, 0.5, 1, 2, 4}) {
      double[] single = new double[classes];
      single[j] = size;
      starts.add(new PremiseWeights(single, 0));
    }
    for (double size : new double[] {0.25, 1}) {
      double[] alike = new double[classes];
      for (int m = 0; m < classes; m++) {
        alike[m] = m == k ? 0 : grid(size / (classes - 1) * (m == j ? 2 : 1));
      }
      starts.add(new PremiseWeights(alike, 0));
      if (Double.isFinite(premise.sum())) {
        starts.add(new PremiseWeights(new double[classes], grid(size / (classes - 1))));
      }
    }
    return starts;
  }

  /**
   * Where a search may go from here: all multipliers larger or smaller, each of them on its own.
   *
   * @param step relative to the largest, in (0, 1)
   */
  public List<PremiseWeights> neighbours(int k, Premise premise, double step) {
    double largest = mu;
    for (double v : lambda) {
      largest = Math.max(largest, v);
    }
    double change = step * Math.max(largest, 0.25);
    List<PremiseWeights> all = new ArrayList<>();
    all.add(scaled(1 + step));
    all.add(scaled(1 / (1 + step)));
    for (int m = 0; m < lambda.length; m++) {
      if (m != k) {
        all.add(moved(m, change));
        if (lambda[m] > 0) {
          all.add(moved(m, -change));
        }
      }
    }
    if (Double.isFinite(premise.sum())) {
      all.add(new PremiseWeights(lambda, grid(mu + change / (lambda.length - 1))));
    }
    return all;
  }

  private PremiseWeights scaled(double factor) {
    double[] all = lambda.clone();
    for (int m = 0; m < all.length; m++) {
      all[m] = grid(factor * all[m]);
    }
    return new PremiseWeights(all, grid(factor * mu));
  }

  private PremiseWeights moved(int m, double change) {
    double[] all = lambda.clone();
    all[m] = grid(all[m] + change);
    return new PremiseWeights(all, mu);
  }

  /** The row's coefficients on the teacher's logits, exact: they sum to 0. */
  public double[] teacher(int k) {
    double[] row = new double[lambda.length];
    for (int m = 0; m < row.length; m++) {
      if (m != k) {
        row[m] += lambda[m] + mu;
        row[k] -= lambda[m] + mu;
      }
    }
    return row;
  }

  /** The row's constant, rounded down. */
  public double constant(int k, Premise premise) {
    Enclosure constant = Enclosure.ZERO;
    for (int m = 0; m < lambda.length; m++) {
      if (m != k) {
        constant = constant.plus(Enclosure.of(lambda[m]).times(premise.threshold()));
      }
    }
    if (mu > 0) {
      constant = constant.plus(Enclosure.of(mu).times(premise.sum()));
    }
    return constant.lower();
  }
}
