package ai.faithful.verify.attack;

import ai.faithful.verify.region.Region;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One search: where it stands, where it is heading, and the best input it has passed. */
final class Ascent {
  final int label;
  float[] x;
  float[] best;
  double bestValue = Double.NEGATIVE_INFINITY;
  private final int sign;
  private final Region region;
  private final double[] middle;
  private final double[] direction;

  /**
   * @param sign 1 to maximise the student's excess, -1 to minimise it
   * @param start where to draw the start from, null to start at the image
   */
  Ascent(float[] image, Region region, int label, int sign, @Nullable Random start) {
    this.label = label;
    this.sign = sign;
    this.region = region;
    this.middle = region.middle();
    this.direction = new double[image.length];
    this.x = start == null ? image.clone() : region.random(start);
    this.best = x.clone();
  }

  /** Takes note of the student's excess at x. */
  void remember(double excess) {
    if (sign * excess > bestValue) {
      bestValue = sign * excess;
      best = x.clone();
    }
  }

  /**
   * A step by {@code reach} times the way from the region's middle to where the gradient with
   * momentum leads.
   */
  void move(double[] gradient, double momentum, double reach) {
    double size = 0;
    for (double g : gradient) {
      size += Math.abs(g);
    }
    if (!(size > 0) || Double.isInfinite(size)) {
      return;
    }
    for (int i = 0; i < x.length; i++) {
      direction[i] = momentum * direction[i] + sign * gradient[i] / size;
    }
    double[] ahead = region.extreme(direction);
    for (int i = 0; i < x.length; i++) {
      ahead[i] = x[i] + reach * (ahead[i] - middle[i]);
    }
    x = region.nearest(ahead);
  }
}
