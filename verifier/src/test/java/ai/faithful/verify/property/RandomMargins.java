package ai.faithful.verify.property;

import java.util.Random;

/** Boxes of margins of every size, and points in them. */
final class RandomMargins {
  private static final double[] SCALES = {0, 1e-14, 1e-6, 0.1, 1, 10, 100, 700, 1e6};

  private RandomMargins() {}

  static Margins box(Random random, int classes) {
    return box(random, classes, random.nextInt(classes));
  }

  static Margins box(Random random, int classes, int c) {
    double centreScale = SCALES[random.nextInt(SCALES.length)];
    double widthScale = SCALES[random.nextInt(SCALES.length)];
    double[] lower = new double[classes];
    double[] upper = new double[classes];
    for (int j = 0; j < classes; j++) {
      double centre = centreScale * random.nextGaussian();
      double width = random.nextInt(5) == 0 ? 0 : widthScale * random.nextDouble();
      lower[j] = centre - width;
      upper[j] = centre + width;
    }
    return new Margins(c, lower, upper);
  }

  /** A corner, a point near one, or any point. */
  static double[] point(Random random, Margins box) {
    double[] d = new double[box.classes()];
    int kind = random.nextInt(3);
    for (int j = 0; j < d.length; j++) {
      double l = box.lower(j);
      double u = box.upper(j);
      double t = random.nextDouble();
      if (kind < 2) {
        t = (random.nextBoolean() ? 0 : 1) + (kind == 0 ? 0 : (t - 0.5) * 1e-3);
      }
      d[j] = j == box.label() ? 0 : Math.max(l, Math.min(u, l + t * (u - l)));
    }
    return d;
  }
}
