package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.verify.curve.ScalarShape;
import ai.faithful.verify.curve.Support;

/**
 * A function of one variable by its curvature. Images and lines are computed in plain doubles,
 * element by element, about a microsecond each: the tensor engine says nothing about the errors of
 * its functions. A tape sees lines as constants, images as functions of the interval's ends.
 *
 * @param function applied to each element
 */
record ScalarRule(ScalarFunction function) implements ActivationRule {
  @Override
  public NDArray apply(NDArray x) {
    return ScalarForward.apply(function, x);
  }

  @Override
  public NDArray derivative(NDArray x) {
    return ScalarDerivative.at(function, x);
  }

  @Override
  public Interval image(NDArray lower, NDArray upper) {
    Precision precision = Precision.of(lower);
    ScalarShape shape = ScalarShape.of(function);
    double[] l = doubles(lower);
    double[] u = doubles(upper);
    double[] least = new double[l.length];
    double[] most = new double[l.length];
    for (int i = 0; i < l.length; i++) {
      least[i] = precision.roundDown(shape.below().intercept(0, l[i], u[i]));
      most[i] = precision.roundUp(-shape.above().intercept(0, l[i], u[i]));
    }
    return new Interval(like(lower, least), like(lower, most));
  }

  /** The values at the ends, or where there are lower or higher ones between them, those. */
  @Override
  public Interval plainImage(NDArray lower, NDArray upper) {
    NDArray atLower = apply(lower);
    NDArray atUpper = apply(upper);
    NDArray least = atLower.minimum(atUpper);
    NDArray most = atLower.maximum(atUpper);
    Interval image = image(lower, upper);
    double u = 16 * Precision.of(lower).unitRoundoff();
    NDArray margin = least.abs().maximum(most.abs()).mul(u);
    return new Interval(
        NDArrays.where(image.lower().lt(least.sub(margin)), image.lower(), least),
        NDArrays.where(image.upper().gt(most.add(margin)), image.upper(), most));
  }

  @Override
  public Lines lines(NDArray lower, NDArray upper) {
    ScalarShape shape = ScalarShape.of(function);
    double[] l = doubles(lower);
    double[] u = doubles(upper);
    Line below = below(lower, shape.below(), l, u);
    Line above = below(lower, shape.above(), l, u);
    return new Lines(
        below.slope(),
        below.intercept(),
        above.slope().neg(),
        java.util.Objects.requireNonNull(above.intercept()).neg());
  }

  /** Lines anchored in the middle, which leave the least area. */
  private static Line below(NDArray like, Support support, double[] l, double[] u) {
    Precision precision = Precision.of(like);
    double[] slopes = new double[l.length];
    double[] intercepts = new double[l.length];
    for (int i = 0; i < l.length; i++) {
      double slope = 0;
      if (l[i] < u[i] && Double.isFinite(u[i] - l[i])) {
        slope = held(precision, support.slope(l[i], u[i], l[i] + 0.5 * (u[i] - l[i])));
      }
      double intercept = precision.roundDown(support.intercept(slope, l[i], u[i]));
      if (intercept == Double.NEGATIVE_INFINITY && slope != 0) {
        slope = 0;
        intercept = precision.roundDown(support.intercept(0, l[i], u[i]));
      }
      slopes[i] = slope;
      intercepts[i] = intercept;
    }
    return new Line(like(like, slopes), like(like, intercepts));
  }

  @Override
  public AdjustableLines adjustable(NDArray lower, NDArray upper) {
    ScalarShape shape = ScalarShape.of(function);
    return new AdjustableLines(
        ScalarLines.of(shape.below(), 1, lower, upper),
        ScalarLines.of(shape.above(), -1, lower, upper));
  }

  /** A slope that the format holds; any may be chosen. */
  static double held(Precision precision, double slope) {
    double held = precision == Precision.FLOAT32 ? (float) slope : slope;
    return Double.isFinite(held) ? held : 0;
  }

  @Override
  public boolean[] improvable(double[] lower, double[] upper) {
    Support support = ScalarShape.of(function).below();
    boolean[] improvable = new boolean[lower.length];
    for (int i = 0; i < improvable.length; i++) {
      improvable[i] = lower[i] < upper[i] && !support.straight(lower[i], upper[i]);
    }
    return improvable;
  }

  static double[] doubles(NDArray array) {
    NDArray values = array.stopGradient();
    return values.getDataType() == DataType.FLOAT64
        ? values.toDoubleArray()
        : values.toType(DataType.FLOAT64, true).toDoubleArray();
  }

  /** The numbers, which the format holds, as an array like another. */
  static NDArray like(NDArray other, double[] values) {
    return create(other.getManager(), values, other.getShape(), other.getDataType());
  }

  private static NDArray create(NDManager manager, double[] values, Shape shape, DataType type) {
    if (type == DataType.FLOAT64) {
      return manager.create(values, shape);
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return manager.create(floats, shape);
  }
}
