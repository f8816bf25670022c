package ai.faithful.verify.region;

import java.util.Arrays;

/**
 * Projections onto a ball cut with a box and its extreme points, in floating point: for searches.
 * With mu >= 0, the point of the set nearest to c + d moves by clip(d / (1 + mu)) for the 2-norm
 * and by clip(sign(d) (|d| - mu)_+) for the 1-norm, for the least mu at which the length is at most
 * eps.
 */
final class BallGeometry {
  private static final int ROUNDS = 40;

  /** The part of the radius that a projection may leave unused. */
  private static final double NEAR = 1e-9;

  private final boolean sums;
  private final double[] center;
  private final double eps;
  private final double[] least;
  private final double[] most;

  /**
   * @param norm the 1- or the 2-norm
   * @param lower corner of the box, which holds the center
   */
  BallGeometry(Norm norm, double[] center, double eps, double[] lower, double[] upper) {
    this.sums = norm == Norm.L1;
    this.center = center;
    this.eps = eps;
    this.least = new double[center.length];
    this.most = new double[center.length];
    Arrays.setAll(least, i -> lower[i] - center[i]);
    Arrays.setAll(most, i -> upper[i] - center[i]);
  }

  /** The nearest point of the set, or one that is as near but for a billionth of the radius. */
  double[] project(double[] point) {
    double[] d = new double[point.length];
    double greatest = 0;
    double squares = 0;
    for (int i = 0; i < d.length; i++) {
      d[i] = point[i] - center[i];
      greatest = Math.max(greatest, Math.abs(d[i]));
      squares += d[i] * d[i];
    }
    double enough = sums ? greatest : 2 * Math.sqrt(squares) / Math.max(eps, 1e-300);
    double mu = multiplier(d, enough);
    double[] x = new double[d.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = center[i] + moved(d[i], mu, i);
    }
    return x;
  }

  /** The least mu at which the length is at most eps, from above, by a guarded secant. */
  private double multiplier(double[] d, double enough) {
    double low = 0;
    double over = length(d, 0) - eps;
    if (!(over > 0)) {
      return 0;
    }
    double high = enough;
    double under = length(d, high) - eps;
    for (int round = 0; round < ROUNDS && -under > NEAR * eps; round++) {
      double share = over / (over - under);
      // A secant that stalls at one end is pulled to the middle.
      double next = low + (high - low) * (round % 3 == 2 ? 0.5 : share);
      double value = length(d, next) - eps;
      if (value > 0) {
        low = next;
        over = value;
      } else {
        high = next;
        under = value;
      }
    }
    return high;
  }

  private double length(double[] d, double mu) {
    double sum = 0;
    for (int i = 0; i < d.length; i++) {
      double v = moved(d[i], mu, i);
      sum += sums ? Math.abs(v) : v * v;
    }
    return sums ? sum : Math.sqrt(sum);
  }

  private double moved(double d, double mu, int i) {
    double v = sums ? Math.copySign(Math.max(0, Math.abs(d) - mu), d) : d / (1 + mu);
    return Math.max(least[i], Math.min(most[i], v));
  }

  /** Where a linear function is greatest. */
  double[] extreme(double[] gradient) {
    return sums ? greedy(gradient) : filled(gradient);
  }

  /** The steepest elements first, each as far as it goes. */
  private double[] greedy(double[] gradient) {
    double[] x = center.clone();
    long[] order = new long[x.length];
    for (int i = 0; i < order.length; i++) {
      // Bits of a float are ordered like its magnitude.
      order[i] = (long) Float.floatToIntBits(Math.abs((float) gradient[i])) << 32 | i;
    }
    Arrays.sort(order);
    double left = eps;
    for (int k = order.length - 1; k >= 0 && left > 0; k--) {
      int i = (int) order[k];
      if (gradient[i] != 0) {
        double step = Math.min(left, gradient[i] > 0 ? most[i] : -least[i]);
        x[i] += gradient[i] > 0 ? step : -step;
        left -= step;
      }
    }
    return x;
  }

  /** Water-filling: along the gradient, and what would leave the box stays at its side. */
  private double[] filled(double[] gradient) {
    double[] x = center.clone();
    boolean[] full = new boolean[x.length];
    double scale = 0;
    for (double g : gradient) {
      scale = Math.max(scale, Math.abs(g));
    }
    if (!(scale > 0) || Double.isInfinite(scale)) {
      return x;
    }
    double rest = eps * eps;
    boolean changed = true;
    while (changed) {
      double squares = 0;
      for (int i = 0; i < x.length; i++) {
        squares += full[i] ? 0 : gradient[i] / scale * (gradient[i] / scale);
      }
      double step = squares > 0 && rest > 0 ? Math.sqrt(rest / squares) : 0;
      changed = false;
      for (int i = 0; i < x.length; i++) {
        if (!full[i]) {
          double moved = step * (gradient[i] / scale);
          double room = gradient[i] > 0 ? most[i] : least[i];
          if (Math.abs(moved) > Math.abs(room)) {
            full[i] = true;
            rest -= room * room;
            moved = room;
            changed = true;
          }
          x[i] = center[i] + moved;
        }
      }
    }
    return x;
  }
}
