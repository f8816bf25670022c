package ai.faithful.verify.property;

import ai.faithful.verify.curve.Enclosure;
import java.util.Arrays;

/**
 * Bounds on the differences d_j = z_j - z_c of a logit vector (or of the difference of two) to the
 * reference class c, over a region (THEORY 3).
 */
public final class Margins {
  private final int label;
  private final double[] lower;
  private final double[] upper;

  /**
   * NaN bounds, which say nothing, become infinite.
   *
   * @param label the reference class c
   * @param lower of d_j, one per class; what stands at c counts as 0
   * @param upper of d_j, one per class; what stands at c counts as 0
   * @throws IllegalArgumentException if the arrays do not fit, or an interval is empty
   */
  public Margins(int label, double[] lower, double[] upper) {
    if (lower.length != upper.length || lower.length < 2) {
      throw new IllegalArgumentException(
          "bounds of " + lower.length + " and " + upper.length + " classes");
    }
    if (label < 0 || label >= lower.length) {
      throw new IllegalArgumentException("class " + label + " of " + lower.length);
    }
    this.label = label;
    this.lower = lower.clone();
    this.upper = upper.clone();
    for (int j = 0; j < lower.length; j++) {
      double least = Double.isNaN(lower[j]) ? Double.NEGATIVE_INFINITY : lower[j];
      double most = Double.isNaN(upper[j]) ? Double.POSITIVE_INFINITY : upper[j];
      if (j != label && least > most) {
        throw new IllegalArgumentException(
            "class " + j + " has empty margin [" + least + ", " + most + "]");
      }
      this.lower[j] = j == label ? 0 : least;
      this.upper[j] = j == label ? 0 : most;
    }
  }

  /** From bounds on the logits themselves, ignoring that they move together. */
  public static Margins ofLogits(int label, double[] logitLower, double[] logitUpper) {
    double[] lower = new double[logitLower.length];
    double[] upper = new double[logitLower.length];
    for (int j = 0; j < lower.length; j++) {
      lower[j] = Math.nextDown(logitLower[j] - logitUpper[label]);
      upper[j] = Math.nextUp(logitUpper[j] - logitLower[label]);
    }
    return new Margins(label, lower, upper);
  }

  /** Bounds on {@code a - b}, ignoring that they move together. */
  public static Margins difference(Margins a, Margins b) {
    double[] lower = new double[a.classes()];
    double[] upper = new double[a.classes()];
    for (int j = 0; j < lower.length; j++) {
      lower[j] = Math.nextDown(a.lower[j] - b.upper[j]);
      upper[j] = Math.nextUp(a.upper[j] - b.lower[j]);
    }
    return new Margins(a.label, lower, upper);
  }

  /** The number of classes K. */
  public int classes() {
    return lower.length;
  }

  /** The reference class c. */
  public int label() {
    return label;
  }

  /** The lower bound of d_j. */
  public double lower(int j) {
    return lower[j];
  }

  /** The upper bound of d_j. */
  public double upper(int j) {
    return upper[j];
  }

  Enclosure at(int j) {
    return new Enclosure(lower[j], upper[j]);
  }

  /** The largest upper bound over the other classes. */
  public double mostUpper() {
    double most = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < upper.length; j++) {
      most = j == label ? most : Math.max(most, upper[j]);
    }
    return most;
  }

  /** The largest lower bound over the other classes. */
  public double mostLower() {
    double most = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < lower.length; j++) {
      most = j == label ? most : Math.max(most, lower[j]);
    }
    return most;
  }

  /** The least lower bound over the other classes. */
  public double leastLower() {
    double least = Double.POSITIVE_INFINITY;
    for (int j = 0; j < lower.length; j++) {
      least = j == label ? least : Math.min(least, lower[j]);
    }
    return least;
  }

  /**
   * By how much the reference class leads all others at least: where positive, it is the network's
   * answer over the whole region.
   */
  public double lead() {
    return -mostUpper();
  }

  /** The middle of every interval, finite; a point to relax at. */
  public double[] middle() {
    double[] middle = new double[lower.length];
    for (int j = 0; j < middle.length; j++) {
      middle[j] = clip(lower[j] / 2 + upper[j] / 2, j);
    }
    return middle;
  }

  /** The nearest finite point of the box to d. */
  double[] clip(double[] d) {
    double[] clipped = new double[d.length];
    for (int j = 0; j < clipped.length; j++) {
      clipped[j] = clip(d[j], j);
    }
    return clipped;
  }

  private double clip(double value, int j) {
    double finite = Double.isNaN(value) ? 0 : value;
    double clipped = Math.max(lower[j], Math.min(upper[j], finite));
    return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, clipped));
  }

  @Override
  public String toString() {
    return "class " + label + " to " + Arrays.toString(lower) + ".." + Arrays.toString(upper);
  }
}
