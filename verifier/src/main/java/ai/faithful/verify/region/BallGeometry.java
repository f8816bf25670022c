package ai.faithful.verify.region;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

/**
 * Projections onto a ball cut with a box and its extreme points, in floating point: for searches.
 * With mu >= 0, the point of the set nearest to c + d moves by clip(d / (1 + mu)) for the 2-norm
 * and by clip(sign(d) (|d| - mu)_+) for the 1-norm, for the least mu at which the length is at most
 * eps.
 */
final class BallGeometry {
  private static final int BISECTIONS = 60;

  private final Norm norm;
  private final double[] center;
  private final double eps;
  private final double[] lower;
  private final double[] upper;

  BallGeometry(Norm norm, double[] center, double eps, double[] lower, double[] upper) {
    this.norm = norm;
    this.center = center;
    this.eps = eps;
    this.lower = lower;
    this.upper = upper;
  }

  /** The nearest point of the set. */
  double[] project(double[] point) {
    double[] d = new double[point.length];
    Arrays.setAll(d, i -> point[i] - center[i]);
    if (norm == Norm.L1) {
      double most = Arrays.stream(d).map(Math::abs).max().orElse(0);
      return shortest(mu -> moved(d, v -> Math.copySign(Math.max(0, Math.abs(v) - mu), v)), most);
    }
    double length = Math.sqrt(Arrays.stream(d).map(v -> v * v).sum());
    return shortest(mu -> moved(d, v -> v / (1 + mu)), eps > 0 ? 2 * length / eps : 1e300);
  }

  /** Where a linear function is greatest. */
  double[] extreme(double[] gradient) {
    if (norm == Norm.L2) {
      double most = Arrays.stream(gradient).map(Math::abs).max().orElse(0);
      if (!(most > 0) || Double.isInfinite(most)) {
        return center.clone();
      }
      // A point far along the gradient projects onto the extreme one: water-filling.
      double far = 1e6 * Math.max(eps, 1e-100);
      double[] beyond = new double[gradient.length];
      Arrays.setAll(beyond, i -> center[i] + far * (gradient[i] / most));
      return project(beyond);
    }
    double[] x = center.clone();
    double left = eps;
    Integer[] order =
        IntStream.range(0, x.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -Math.abs(gradient[i])))
            .toArray(Integer[]::new);
    for (int k = 0; k < order.length && left > 0; k++) {
      int i = order[k];
      if (gradient[i] != 0) {
        double room = gradient[i] > 0 ? upper[i] - center[i] : center[i] - lower[i];
        double step = Math.min(left, room);
        x[i] += gradient[i] > 0 ? step : -step;
        left -= step;
      }
    }
    return x;
  }

  private interface Change {
    double of(double d);
  }

  private double[] moved(double[] d, Change change) {
    double[] x = new double[d.length];
    for (int i = 0; i < d.length; i++) {
      x[i] = Math.max(lower[i], Math.min(upper[i], center[i] + change.of(d[i])));
    }
    return x;
  }

  /** The member of a family, shorter for greater mu, that is just inside the ball. */
  private double[] shortest(DoubleFunction<double[]> family, double most) {
    double[] x = family.apply(0);
    if (length(x) <= eps) {
      return x;
    }
    double low = 0;
    double high = Math.max(most, 1e-300);
    for (int k = 0; k < BISECTIONS; k++) {
      double middle = low / 2 + high / 2;
      if (length(family.apply(middle)) <= eps) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return family.apply(high);
  }

  private double length(double[] x) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double d = x[i] - center[i];
      sum += norm == Norm.L1 ? Math.abs(d) : d * d;
    }
    return norm == Norm.L1 ? sum : Math.sqrt(sum);
  }
}
