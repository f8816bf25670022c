package ai.faithful.verify.region;

import ai.faithful.verify.SettingException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A box of inputs, with two sets of corners: a box of doubles that <em>contains</em> the real
 * region, to certify over, and a box of floats <em>inside</em> the real region, to look for
 * witnesses in (THEORY 7).
 */
public final class BoxRegion implements Region {
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
   * The box between two exact corners, enclosed.
   *
   * @throws SettingException if the corners cross, or have no float between them
   */
  public static BoxRegion between(List<BigDecimal> least, List<BigDecimal> most) {
    int n = least.size();
    BoxBuilder box = new BoxBuilder(n);
    for (int i = 0; i < n; i++) {
      box.set(i, Ends.between(least.get(i), most.get(i)));
    }
    return box.build();
  }

  /**
   * All x' in the domain with |x'_i - x_i| <= eps for every i: the real set, enclosed.
   *
   * @param x the centre, each element in the domain
   * @throws SettingException if an element lies outside the domain
   */
  public static BoxRegion linf(double[] x, Epsilon eps, Domain domain) {
    BoxBuilder box = new BoxBuilder(x.length);
    // Exact arithmetic is slow, and images have few distinct values.
    Map<Double, Ends> known = new HashMap<>();
    for (int i = 0; i < x.length; i++) {
      Ends ends = known.get(x[i]);
      if (ends == null) {
        ends = Ends.around(i, x[i], eps, domain);
        known.put(x[i], ends);
      }
      box.set(i, ends);
    }
    return box.build();
  }

  /**
   * As above, with a radius for each element.
   *
   * @throws SettingException if the radii differ from the elements in number
   */
  public static BoxRegion linf(double[] x, List<Epsilon> eps, Domain domain) {
    if (eps.size() != x.length) {
      throw new SettingException(
          eps.size() + " radii were given for inputs of " + x.length + " elements");
    }
    BoxBuilder box = new BoxBuilder(x.length);
    for (int i = 0; i < x.length; i++) {
      box.set(i, Ends.around(i, x[i], eps.get(i), domain));
    }
    return box.build();
  }

  /** As {@link #linf(double[], Epsilon, Domain)} with a decimal radius. */
  public static BoxRegion linf(double[] x, BigDecimal eps, Domain domain) {
    return linf(x, Epsilon.of(eps), domain);
  }

  /** As {@link #linf(double[], Epsilon, Domain)} around a float image. */
  public static BoxRegion linf(float[] x, BigDecimal eps, Domain domain) {
    return linf(Doubles.of(x), Epsilon.of(eps), domain);
  }

  private static final class BoxBuilder {
    private final double[] lower;
    private final double[] upper;
    private final float[] floatLower;
    private final float[] floatUpper;

    BoxBuilder(int n) {
      lower = new double[n];
      upper = new double[n];
      floatLower = new float[n];
      floatUpper = new float[n];
    }

    void set(int i, Ends ends) {
      lower[i] = ends.lower;
      upper[i] = ends.upper;
      floatLower[i] = ends.floatLower;
      floatUpper[i] = ends.floatUpper;
    }

    BoxRegion build() {
      return new BoxRegion(lower, upper, floatLower, floatUpper);
    }
  }

  private record Ends(double lower, double upper, float floatLower, float floatUpper) {
    static Ends between(BigDecimal least, BigDecimal most) {
      return new Ends(
          Rounded.down(least), Rounded.up(most), Rounded.floatUp(least), Rounded.floatDown(most));
    }

    static Ends around(int i, double x, Epsilon eps, Domain domain) {
      if (!Double.isFinite(x) || !domain.contains(new BigDecimal(x))) {
        throw new SettingException(
            "element "
                + i
                + " of an example is "
                + x
                + ", outside the domain "
                + domain
                + "; scale the samples by --scale, or say what their elements lie in by --domain");
      }
      BigDecimal centre = new BigDecimal(x);
      Ends outer =
          between(
              centre.subtract(eps.above()).max(domain.lower()),
              centre.add(eps.above()).min(domain.upper()));
      if (eps.isExact()) {
        return outer;
      }
      Ends inner =
          between(
              centre.subtract(eps.below()).max(domain.lower()),
              centre.add(eps.below()).min(domain.upper()));
      return new Ends(outer.lower, outer.upper, inner.floatLower, inner.floatUpper);
    }
  }

  @Override
  public int size() {
    return lower.length;
  }

  @Override
  public double[] lower() {
    return lower.clone();
  }

  @Override
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

  @Override
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

  @Override
  public float[] nearest(double[] point) {
    float[] x = new float[point.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.max(floatLower[i], Math.min(floatUpper[i], (float) point[i]));
    }
    return x;
  }

  /** A third each: anywhere, corners, points that share most elements with a corner. */
  @Override
  public float[] random(Random random) {
    double[] point = new double[lower.length];
    int kind = random.nextInt(3);
    for (int i = 0; i < point.length; i++) {
      boolean inside = kind == 0 || (kind == 2 && random.nextInt(8) == 0);
      double share = inside ? random.nextDouble() : random.nextInt(2);
      point[i] = lower[i] + share * (upper[i] - lower[i]);
    }
    return nearest(point);
  }

  @Override
  public double[] middle() {
    double[] middle = new double[lower.length];
    Arrays.setAll(middle, i -> lower[i] / 2 + upper[i] / 2);
    return middle;
  }

  @Override
  public double[] extreme(double[] gradient) {
    double[] point = middle();
    for (int i = 0; i < point.length; i++) {
      point[i] = gradient[i] > 0 ? upper[i] : gradient[i] < 0 ? lower[i] : point[i];
    }
    return point;
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
