package ai.faithful.verify.region;

import ai.faithful.verify.SettingException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;

/**
 * Everything that a map of few parameters makes of an example, up to rounding: all x' with |x' - (x
 * + sum over j of t_j m_j)| <= tolerance in each element, for some t_j in [low_j, high_j]. The
 * tolerance, 2^-22 of the largest element that the map can make, leaves room for each element to be
 * rounded to float32, as it is wherever such an image is computed. It is not cut with a domain.
 */
public final class MappedRegion implements Region {
  private final float[] center;
  private final double[][] directions;
  private final List<BigDecimal> low;
  private final List<BigDecimal> high;
  private final double tolerance;
  private final double[] lower;
  private final double[] upper;
  private final LeastSquares leastSquares;

  /**
   * The image of a box of parameters.
   *
   * @param directions m_j, each of as many elements as the center
   * @param low least value of each t_j, exact
   * @param high greatest value of each t_j, exact
   */
  public MappedRegion(
      float[] center, double[][] directions, List<BigDecimal> low, List<BigDecimal> high) {
    this.center = center.clone();
    this.directions = directions.clone();
    this.low = List.copyOf(low);
    this.high = List.copyOf(high);
    int n = center.length;
    for (int i = 0; i < n; i++) {
      if (!Float.isFinite(center[i])) {
        throw new SettingException("element " + i + " of an example is " + center[i]);
      }
    }
    this.lower = Doubles.of(center);
    this.upper = Doubles.of(center);
    for (int j = 0; j < directions.length; j++) {
      double least = Rounded.down(low.get(j));
      double most = Rounded.up(high.get(j));
      for (int i = 0; i < n; i++) {
        double m = directions[j][i];
        double a = m == 0 ? 0 : Math.min(m * least, m * most);
        double b = m == 0 ? 0 : Math.max(m * least, m * most);
        lower[i] = m == 0 ? lower[i] : Math.nextDown(lower[i] + Math.nextDown(a));
        upper[i] = m == 0 ? upper[i] : Math.nextUp(upper[i] + Math.nextUp(b));
      }
    }
    double largest = 0;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, Math.max(Math.abs(lower[i]), Math.abs(upper[i])));
    }
    this.tolerance = largest * 0x1p-22;
    for (int i = 0; i < n; i++) {
      lower[i] = Math.nextDown(lower[i] - tolerance);
      upper[i] = Math.nextUp(upper[i] + tolerance);
    }
    this.leastSquares = new LeastSquares(this.directions);
  }

  /** A copy of the center, exact. */
  public double[] center() {
    return Doubles.of(center);
  }

  /** A copy of m_j by parameter. */
  public double[][] directions() {
    double[][] copy = new double[directions.length][];
    for (int j = 0; j < copy.length; j++) {
      copy[j] = directions[j].clone();
    }
    return copy;
  }

  /** At most each parameter. */
  public double[] leastParameters() {
    return low.stream().mapToDouble(Rounded::down).toArray();
  }

  /** At least each parameter. */
  public double[] greatestParameters() {
    return high.stream().mapToDouble(Rounded::up).toArray();
  }

  public double tolerance() {
    return tolerance;
  }

  @Override
  public int size() {
    return center.length;
  }

  @Override
  public double[] lower() {
    return lower.clone();
  }

  @Override
  public double[] upper() {
    return upper.clone();
  }

  /**
   * Whether the parameters that fit a point best, clipped to their box, prove it a member; a point
   * of the outermost rim of the tolerance may be overlooked.
   */
  @Override
  public boolean contains(float[] point) {
    if (point.length != center.length) {
      return false;
    }
    for (float v : point) {
      if (!Float.isFinite(v)) {
        return false;
      }
    }
    double[] t = parameters(Doubles.of(point));
    for (int j = 0; j < t.length; j++) {
      BigDecimal exact = new BigDecimal(t[j]);
      if (exact.compareTo(low.get(j)) < 0 || exact.compareTo(high.get(j)) > 0) {
        return false;
      }
    }
    BigDecimal room = new BigDecimal(tolerance);
    for (int i = 0; i < point.length; i++) {
      BigDecimal off = new BigDecimal(point[i]).subtract(new BigDecimal(center[i]));
      for (int j = 0; j < t.length; j++) {
        if (directions[j][i] != 0) {
          off = off.subtract(new BigDecimal(t[j]).multiply(new BigDecimal(directions[j][i])));
        }
      }
      if (off.abs().compareTo(room) > 0) {
        return false;
      }
    }
    return true;
  }

  /** The parameters nearest to a point, inside their box exactly where that holds a double. */
  private double[] parameters(double[] point) {
    double[] d = new double[point.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = point[i] - center[i];
    }
    double[] t = leastSquares.solve(d);
    for (int j = 0; j < t.length; j++) {
      t[j] = Math.max(-Rounded.down(low.get(j).negate()), t[j]);
      t[j] = Math.min(Rounded.down(high.get(j)), t[j]);
    }
    return t;
  }

  private double[] image(double[] t) {
    double[] x = Doubles.of(center);
    for (int j = 0; j < t.length; j++) {
      for (int i = 0; i < x.length; i++) {
        x[i] += t[j] * directions[j][i];
      }
    }
    return x;
  }

  @Override
  public float[] nearest(double[] point) {
    double[] x = image(parameters(point));
    float[] rounded = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      rounded[i] = (float) x[i];
    }
    return rounded;
  }

  @Override
  public float[] random(Random random) {
    double[] t = new double[directions.length];
    for (int j = 0; j < t.length; j++) {
      double least = low.get(j).doubleValue();
      double share = random.nextInt(3) == 0 ? random.nextInt(2) : random.nextDouble();
      t[j] = least + share * (high.get(j).doubleValue() - least);
    }
    return nearest(image(t));
  }

  @Override
  public double[] middle() {
    double[] t = new double[directions.length];
    for (int j = 0; j < t.length; j++) {
      t[j] = low.get(j).doubleValue() / 2 + high.get(j).doubleValue() / 2;
    }
    return image(t);
  }

  @Override
  public double[] extreme(double[] gradient) {
    double[] t = new double[directions.length];
    for (int j = 0; j < t.length; j++) {
      double slope = 0;
      for (int i = 0; i < gradient.length; i++) {
        slope += gradient[i] * directions[j][i];
      }
      t[j] = (slope > 0 ? high : low).get(j).doubleValue();
    }
    return image(t);
  }
}
