package ai.faithful.verify.region;

import java.math.BigDecimal;
import java.util.Random;

/**
 * All x' in the domain whose distance from an example, in the 1- or 2-norm, is at most eps. Whether
 * a float32 point is a member is decided exactly.
 */
public final class BallRegion implements Region {
  private final Norm norm;
  private final float[] center;
  private final Epsilon eps;
  private final BoxRegion box;
  private final BallGeometry geometry;

  /**
   * A ball cut with a domain.
   *
   * @param norm the 1- or the 2-norm
   * @param center each element in the domain
   * @throws ai.faithful.verify.SettingException if an element lies outside the domain
   */
  public BallRegion(Norm norm, float[] center, Epsilon eps, Domain domain) {
    if (norm == Norm.INF) {
      throw new IllegalArgumentException("a ball of the maximum norm is a box");
    }
    this.norm = norm;
    this.center = center.clone();
    this.eps = eps;
    this.box = BoxRegion.linf(Doubles.of(center), eps, domain);
    this.geometry =
        new BallGeometry(
            norm,
            Doubles.of(center),
            eps.below().doubleValue(),
            Doubles.of(box.floatLower()),
            Doubles.of(box.floatUpper()));
  }

  public Norm norm() {
    return norm;
  }

  /** A copy of the center, exact. */
  public double[] center() {
    return Doubles.of(center);
  }

  public Epsilon epsilon() {
    return eps;
  }

  @Override
  public int size() {
    return center.length;
  }

  @Override
  public double[] lower() {
    return box.lower();
  }

  @Override
  public double[] upper() {
    return box.upper();
  }

  @Override
  public boolean contains(float[] point) {
    if (!box.contains(point)) {
      return false;
    }
    double length = 0;
    for (int i = 0; i < point.length; i++) {
      double d = (double) point[i] - center[i];
      length += norm == Norm.L1 ? Math.abs(d) : d * d;
    }
    double limit = eps.below().doubleValue();
    limit = norm == Norm.L1 ? limit : limit * limit;
    // Far from the boundary double arithmetic decides; n roundings are far below 1e-9.
    if (length <= limit * (1 - 1e-9) && limit > 1e-200) {
      return true;
    }
    return length <= limit * (1 + 1e-9) + 1e-200 && containsExactly(point);
  }

  private boolean containsExactly(float[] point) {
    BigDecimal length = BigDecimal.ZERO;
    for (int i = 0; i < point.length; i++) {
      if (point[i] != center[i]) {
        BigDecimal d = new BigDecimal(point[i]).subtract(new BigDecimal(center[i]));
        length = length.add(norm == Norm.L1 ? d.abs() : d.multiply(d));
      }
    }
    BigDecimal limit = norm == Norm.L1 ? eps.below() : eps.below().multiply(eps.below());
    return length.compareTo(limit) <= 0;
  }

  @Override
  public float[] nearest(double[] point) {
    double[] projected = geometry.project(point);
    // Rounded towards the center, a point stays inside; the projection's own error may need more.
    for (double share = 1; share > 0.5; share -= 1e-7 + (1 - share)) {
      float[] x = new float[center.length];
      for (int i = 0; i < x.length; i++) {
        x[i] = towards(center[i], center[i] + share * (projected[i] - center[i]));
      }
      if (contains(x)) {
        return x;
      }
    }
    return center.clone();
  }

  /** The float nearest to a point among those not farther from the center. */
  private static float towards(float center, double point) {
    float x = (float) point;
    boolean beyond = point > center ? x > point : x < point;
    return beyond ? Math.nextAfter(x, center) : x;
  }

  /** The extreme point of a random direction, or one between it and the center. */
  @Override
  public float[] random(Random random) {
    double[] gradient = new double[center.length];
    int kind = random.nextInt(3);
    for (int i = 0; i < gradient.length; i++) {
      // Few large elements reach further in some directions than many small ones.
      boolean used = kind == 0 || random.nextInt(4) == 0;
      gradient[i] = used ? random.nextGaussian() : 0;
    }
    double[] point = extreme(gradient);
    double share = random.nextBoolean() ? 1 : random.nextDouble();
    for (int i = 0; i < point.length; i++) {
      point[i] = center[i] + share * (point[i] - center[i]);
    }
    return nearest(point);
  }

  @Override
  public double[] middle() {
    return center();
  }

  @Override
  public double[] extreme(double[] gradient) {
    return geometry.extreme(gradient);
  }
}
