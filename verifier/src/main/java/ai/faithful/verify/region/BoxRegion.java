package ai.faithful.verify.region;

import ai.faithful.verify.SettingException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/**
 * A box of inputs, with two sets of corners: a box of doubles that <em>contains</em> the real
 * region, to certify over, and a box of floats <em>inside</em> the real region, to look for
 * witnesses in (THEORY 7).
 */
public final class BoxRegion {
  private final double[] lower;
  private final double[] upper;
  private final float[] floatLower;
  private final float[] floatUpper;

  /**
   * The box between two corners, exactly.
   *
   * @throws SettingException if the corners differ in length, cross, are not finite, or have no
   *     float between them
   */
  public BoxRegion(double[] lower, double[] upper) {
    this(lower.clone(), upper.clone(), floatsUp(lower), floatsDown(upper));
  }

  private BoxRegion(double[] lower, double[] upper, float[] floatLower, float[] floatUpper) {
    if (lower.length != upper.length) {
      throw new SettingException("corners of " + lower.length + " and " + upper.length + " values");
    }
    for (int i = 0; i < lower.length; i++) {
      if (!(lower[i] <= upper[i]) || !(floatLower[i] <= floatUpper[i])) {
        throw new SettingException(
            "no float32 lies in ["
                + lower[i]
                + ", "
                + upper[i]
                + "], element "
                + i
                + " of a region");
      }
    }
    this.lower = lower;
    this.upper = upper;
    this.floatLower = floatLower;
    this.floatUpper = floatUpper;
  }

  /**
   * All x' in the domain with |x'_i - x_i| <= eps for every i: the real set, enclosed.
   *
   * @param x the centre, each element in the domain
   * @throws SettingException if eps is negative or an element lies outside the domain
   */
  public static BoxRegion linf(double[] x, BigDecimal eps, Domain domain) {
    Epsilon.check(eps);
    int n = x.length;
    double[] lower = new double[n];
    double[] upper = new double[n];
    float[] floatLower = new float[n];
    float[] floatUpper = new float[n];
    // Exact arithmetic is slow, and images have few distinct values.
    Map<Double, Ends> known = new HashMap<>();
    for (int i = 0; i < n; i++) {
      Ends ends = known.get(x[i]);
      if (ends == null) {
        if (!Double.isFinite(x[i]) || !domain.contains(new BigDecimal(x[i]))) {
          throw new SettingException(
              "element " + i + " of an example is " + x[i] + ", outside the domain " + domain);
        }
        ends = Ends.of(new BigDecimal(x[i]), eps, domain);
        known.put(x[i], ends);
      }
      lower[i] = ends.lower;
      upper[i] = ends.upper;
      floatLower[i] = ends.floatLower;
      floatUpper[i] = ends.floatUpper;
    }
    return new BoxRegion(lower, upper, floatLower, floatUpper);
  }

  private record Ends(double lower, double upper, float floatLower, float floatUpper) {
    static Ends of(BigDecimal centre, BigDecimal eps, Domain domain) {
      BigDecimal least = centre.subtract(eps).max(domain.lower());
      BigDecimal most = centre.add(eps).min(domain.upper());
      return new Ends(
          Rounded.down(least), Rounded.up(most), Rounded.floatUp(least), Rounded.floatDown(most));
    }
  }

  /** As {@link #linf(double[], BigDecimal, Domain)} around a float image. */
  public static BoxRegion linf(float[] x, BigDecimal eps, Domain domain) {
    double[] exact = new double[x.length];
    for (int i = 0; i < exact.length; i++) {
      exact[i] = x[i];
    }
    return linf(exact, eps, domain);
  }

  /** The number of input elements. */
  public int size() {
    return lower.length;
  }

  /** A copy of the corner that is below every point of the region. */
  public double[] lower() {
    return lower.clone();
  }

  /** A copy of the corner that is above every point of the region. */
  public double[] upper() {
    return upper.clone();
  }

  /** A copy of the least float32 point that lies in the region exactly. */
  public float[] floatLower() {
    return floatLower.clone();
  }

  /** A copy of the greatest float32 point that lies in the region exactly. */
  public float[] floatUpper() {
    return floatUpper.clone();
  }

  /** Whether a float32 point lies in the region exactly. */
  public boolean contains(float[] point) {
    if (point.length != lower.length) {
      return false;
    }
    for (int i = 0; i < point.length; i++) {
      if (!(floatLower[i] <= point[i] && point[i] <= floatUpper[i])) {
        return false;
      }
    }
    return true;
  }

  private static float[] floatsUp(double[] values) {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Rounded.floatUp(exact(values[i]));
    }
    return out;
  }

  private static float[] floatsDown(double[] values) {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Rounded.floatDown(exact(values[i]));
    }
    return out;
  }

  private static BigDecimal exact(double value) {
    if (!Double.isFinite(value)) {
      throw new SettingException("a region's corner is " + value + ", not finite");
    }
    return new BigDecimal(value);
  }
}
