package ai.faithful.verify.attack;

/**
 * One search: steps towards where the gradient with momentum leads in the region, which shrink as
 * planned. Large steps take a nearly linear function over a box to its corner; those of Auto-PGD
 * (Croce and Hein, ICML 2020), which averages points, end inside, and found less here at equal
 * cost.
 */
final class Climb {
  private static final double MOMENTUM = 0.75;

  /** The share of the region's radius that the last steps still have. */
  private static final double LAST_REACH = 0.025;

  final Objective objective;
  final int direction;
  private final Question question;
  private final int steps;

  private float[] x;
  private final double[] heading;
  private float[] best;
  private double bestValue = Double.NEGATIVE_INFINITY;
  private int taken;

  /**
   * @param question whose region is searched
   * @param start in the region
   * @param direction which of the objective's directions to follow
   * @param steps planned
   */
  Climb(Objective objective, int direction, Question question, float[] start, int steps) {
    this.objective = objective;
    this.direction = direction;
    this.question = question;
    this.steps = steps;
    this.x = start;
    this.heading = new double[start.length];
    this.best = start;
  }

  /** Where the objective is to be evaluated next. */
  float[] point() {
    return x;
  }

  double bestValue() {
    return bestValue;
  }

  Found found() {
    return new Found(best, bestValue, objective);
  }

  boolean isDone() {
    return bestValue >= objective.enough();
  }

  /**
   * Takes note of the value at the point, and moves on.
   *
   * @param gradient of the ascent there, at any scale
   */
  void advance(double value, float[] gradient) {
    if (value > bestValue) {
      bestValue = value;
      best = x;
    }
    double progress = (double) taken / steps;
    double reach = Math.max(LAST_REACH, (1 - progress) * (1 - 0.5 * progress));
    taken++;
    double size = 0;
    for (float g : gradient) {
      size += Math.abs(g);
    }
    if (!(size > 0 && size <= Double.MAX_VALUE)) {
      return;
    }
    // Gradients of all steps weigh the same, whatever their scale.
    for (int i = 0; i < heading.length; i++) {
      heading[i] = MOMENTUM * heading[i] + gradient[i] / size;
    }
    double[] ahead = question.region.extreme(heading);
    for (int i = 0; i < ahead.length; i++) {
      ahead[i] = x[i] + reach * (ahead[i] - question.middle[i]);
    }
    x = question.region.nearest(ahead);
  }
}
