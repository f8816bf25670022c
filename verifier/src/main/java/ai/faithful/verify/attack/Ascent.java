package ai.faithful.verify.attack;

import ai.faithful.verify.region.BoxRegion;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One search: where it stands, where it is heading, and the best input it has passed. */
final class Ascent {
  final int label;
  final float[] x;
  float[] best;
  double bestValue = Double.NEGATIVE_INFINITY;
  private final int sign;
  private final float[] lower;
  private final float[] upper;
  private final double[] direction;

  /**
   * @param sign 1 to maximise the student's excess, -1 to minimise it
   * @param start where to draw the start from, null to start at the image
   */
  Ascent(float[] image, BoxRegion region, int label, int sign, @Nullable Random start) {
    this.label = label;
    this.sign = sign;
    this.lower = region.floatLower();
    this.upper = region.floatUpper();
    this.x = image.clone();
    this.direction = new double[image.length];
    for (int i = 0; i < x.length; i++) {
      x[i] =
          start == null
              ? clip(image[i], i)
              : clip(between(lower[i], upper[i], start.nextDouble()), i);
    }
    this.best = x.clone();
  }

  private static double between(double from, double to, double share) {
    return from + share * (to - from);
  }

  /** Takes note of the student's excess at x. */
  void remember(double excess) {
    if (sign * excess > bestValue) {
      bestValue = sign * excess;
      best = x.clone();
    }
  }

  /**
   * A step of every element by {@code reach} times the region's half-width, along the sign of the
   * gradient with momentum.
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
      double step = reach * (upper[i] / 2.0 - lower[i] / 2.0);
      x[i] = clip(x[i] + Math.signum(direction[i]) * step, i);
    }
  }

  private float clip(double value, int i) {
    return Math.max(lower[i], Math.min(upper[i], (float) value));
  }
}
