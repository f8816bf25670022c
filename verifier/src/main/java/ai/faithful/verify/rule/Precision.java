package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/** The floating-point formats that bounds are computed in, round to nearest (THEORY 7). */
public enum Precision {
  FLOAT32(DataType.FLOAT32, 0x1p-24, Float.MIN_NORMAL),
  FLOAT64(DataType.FLOAT64, 0x1p-53, Double.MIN_NORMAL);

  private final DataType type;
  private final double unitRoundoff;
  private final double minNormal;

  Precision(DataType type, double unitRoundoff, double minNormal) {
    this.type = type;
    this.unitRoundoff = unitRoundoff;
    this.minNormal = minNormal;
  }

  public DataType type() {
    return type;
  }

  /** u: the largest relative error of one rounded operation that does not underflow. */
  public double unitRoundoff() {
    return unitRoundoff;
  }

  /**
   * The smallest normal number: far more than the absolute error of an operation that underflows.
   */
  public double minNormal() {
    return minNormal;
  }

  /** The value of this format nearest to {@code x} from above, as a double. */
  public double roundUp(double x) {
    if (this == FLOAT64) {
      return x;
    }
    float nearest = (float) x;
    return nearest < x ? Math.nextUp(nearest) : nearest;
  }

  /** The value of this format nearest to {@code x} from below, as a double. */
  public double roundDown(double x) {
    return -roundUp(-x);
  }

  /**
   * The format of an engine type.
   *
   * @throws IllegalArgumentException if it is not a format that bounds are computed in
   */
  public static Precision of(DataType type) {
    return switch (type) {
      case FLOAT32 -> FLOAT32;
      case FLOAT64 -> FLOAT64;
      default -> throw new IllegalArgumentException("no bounds are computed in " + type);
    };
  }

  public static Precision of(NDArray array) {
    return of(array.getDataType());
  }

  /**
   * At least x + u |x| and above x: undoes one rounding downward. What is added is at least 4 u |x|
   * (1 - u) + eta (1 - u), and the final rounding takes back at most u |x| (1 + 5 u) + u eta.
   */
  public static NDArray up(NDArray x) {
    return x.add(step(x));
  }

  /** At most x - u |x| and below x: see {@link #up}. */
  public static NDArray down(NDArray x) {
    return x.sub(step(x));
  }

  private static NDArray step(NDArray x) {
    Precision precision = of(x);
    return x.abs().mul(4 * precision.unitRoundoff).add(precision.minNormal);
  }
}
