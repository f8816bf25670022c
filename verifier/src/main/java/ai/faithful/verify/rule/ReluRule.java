package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;

/** max(z, 0), relaxed as THEORY 5.3. */
final class ReluRule implements ActivationRule {
  @Override
  public NDArray apply(NDArray x) {
    return Activation.relu(x);
  }

  @Override
  public NDArray derivative(NDArray x) {
    return x.gt(0).toType(x.getDataType(), false);
  }

  @Override
  public Interval image(NDArray lower, NDArray upper) {
    return new Interval(apply(lower), apply(upper));
  }

  @Override
  public Interval plainImage(NDArray lower, NDArray upper) {
    return image(lower, upper);
  }

  /**
   * The line above passes through (l, 0) and (u, u), rounded. For l >= 0 it is z itself and for u
   * <= 0 it is 0, both exactly. The line below is z or 0: relu(z) >= alpha z for every alpha in [0,
   * 1], with nothing to round.
   */
  @Override
  public Lines lines(NDArray lower, NDArray upper) {
    Precision precision = Precision.of(lower);
    DataType type = lower.getDataType();
    NDArray l = Activation.relu(lower.neg()).neg();
    NDArray u = Activation.relu(upper);
    // u / (u - l) without a branch: 1 where l >= 0 (u / u), 0 where u <= 0. The quotient of two
    // non-negative numbers, the divisor not smaller, rounds into [0, 1].
    NDArray width = u.sub(l);
    NDArray slope = u.div(width.maximum(TapeConstant.of(width, precision.minNormal())));
    // relu is convex, so slope * z + intercept is above it on [l, u] iff it is at both ends:
    // intercept >= -slope * l and intercept >= u * (1 - slope). Where the slope is exactly 0 or 1
    // both products are exact. Elsewhere each has at most two roundings, or underflows.
    NDArray fixed = slope.stopGradient();
    NDArray inside = fixed.ceil().sub(fixed.floor());
    NDArray intercept =
        slope
            .mul(l.neg())
            .maximum(u.mul(slope.neg().add(1)))
            .mul(inside.mul(8 * precision.unitRoundoff()).add(1))
            .add(inside.mul(precision.minNormal()));
    NDArray lowerSlope = u.gt(l.neg()).toType(type, false);
    return new Lines(lowerSlope, null, slope, intercept);
  }

  /** The intercept is at most max(-l, u), raised by 8 u of itself and eta. */
  @Override
  public Steepness steepness(double magnitude, Precision precision) {
    double raised = magnitude * (1 + 16 * precision.unitRoundoff()) + 2 * precision.minNormal();
    return new Steepness(1, raised);
  }

  /** Where the sign is not known. */
  @Override
  public boolean[] improvable(double[] lower, double[] upper) {
    boolean[] improvable = new boolean[lower.length];
    for (int i = 0; i < improvable.length; i++) {
      improvable[i] = lower[i] < 0 && upper[i] > 0;
    }
    return improvable;
  }

  /** The slope below is the parameter itself. */
  @Override
  public AdjustableLines adjustable(NDArray lower, NDArray upper) {
    return new AdjustableLines(new Below(lower, upper), null);
  }

  private static final class Below implements AdjustableLine {
    private final Range range;

    /** Slope 1 where the sign is known to be positive, 0 where it is negative, any in between. */
    Below(NDArray lower, NDArray upper) {
      DataType type = lower.getDataType();
      NDArray least = lower.gte(0).toType(type, false);
      NDArray most = upper.gt(0).toType(type, false).maximum(least);
      NDArray nearer = upper.gt(lower.neg()).toType(type, false).maximum(least).minimum(most);
      this.range = new Range(least, most, nearer);
    }

    @Override
    public Range range() {
      return range;
    }

    @Override
    public Line at(NDArray t) {
      return new Line(t, null);
    }

    @Override
    public NDArray derivative(NDArray t, NDArray z) {
      return z;
    }

    @Override
    public Line magnitude() {
      return new Line(range.most(), null);
    }
  }
}
