package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.faithful.verify.curve.Choice;
import ai.faithful.verify.curve.Support;
import org.jspecify.annotations.Nullable;

/**
 * The lines to choose from on one side of a scalar function. A slope follows from the parameter in
 * doubles, any will do; its intercept is computed with rigour.
 */
final class ScalarLines implements AdjustableLine {
  private final Support support;
  private final int sign;
  private final double[] l;
  private final double[] u;
  private final Choice[] choices;
  private final Range range;
  private final Line magnitude;

  private ScalarLines(
      Support support, int sign, double[] l, double[] u, Choice[] choices, NDArray like) {
    this.support = support;
    this.sign = sign;
    this.l = l;
    this.u = u;
    this.choices = choices;
    int n = l.length;
    double[] from = new double[n];
    double[] to = new double[n];
    double[] middle = new double[n];
    double[] slope = new double[n];
    double[] intercept = new double[n];
    Precision precision = Precision.of(like);
    for (int i = 0; i < n; i++) {
      Choice choice = choices[i];
      // Rounded inward, for both to be in range.
      from[i] = precision.roundUp(choice.least());
      to[i] = Math.max(from[i], precision.roundDown(choice.most()));
      double t = from[i];
      if (from[i] < to[i]) {
        t = choice.kind() == Choice.Kind.TANGENT ? choice.pivot() : middle(i);
      }
      middle[i] = Math.min(to[i], Math.max(from[i], t));
      double steepest = Math.max(Math.abs(slope(i, from[i])), Math.abs(slope(i, to[i])));
      slope[i] = precision.roundUp(steepest * (1 + 0x1p-20));
      intercept[i] = precision.roundUp(largest(i, slope[i]));
    }
    this.range =
        new Range(
            ScalarRule.like(like, from), ScalarRule.like(like, to), ScalarRule.like(like, middle));
    this.magnitude = new Line(ScalarRule.like(like, slope), ScalarRule.like(like, intercept));
  }

  /**
   * The choice below f, or above it if {@code support} is that of its negative.
   *
   * @param sign 1 or -1
   * @return null if no element has any
   */
  static @Nullable ScalarLines of(Support support, int sign, NDArray lower, NDArray upper) {
    double[] l = ScalarRule.doubles(lower);
    double[] u = ScalarRule.doubles(upper);
    Choice[] choices = new Choice[l.length];
    boolean any = false;
    for (int i = 0; i < l.length; i++) {
      choices[i] = choice(support, l[i], u[i], Precision.of(lower));
      any |= choices[i].least() < choices[i].most();
    }
    return any ? new ScalarLines(support, sign, l, u, choices, lower) : null;
  }

  /** No choice where slopes are too large for the format, or nothing is known. */
  private static Choice choice(Support support, double l, double u, Precision precision) {
    Choice none = new Choice(Choice.Kind.SLOPE, 0, 0, 0);
    if (!(l < u) || !Double.isFinite(u - l)) {
      return none;
    }
    Choice choice = support.choice(l, u);
    for (double t : new double[] {choice.least(), choice.most()}) {
      double slope = support.slope(choice.kind(), t);
      boolean held = Double.isFinite(slope) && Math.abs(slope) < 1 / precision.minNormal();
      if (!held || !Double.isFinite(support.intercept(slope, l, u))) {
        return none;
      }
    }
    return choice;
  }

  private double middle(int i) {
    return support.slope(l[i], u[i], l[i] + 0.5 * (u[i] - l[i]));
  }

  /** |b| <= |f| + |k| |z| wherever the line is below f and touches it, and a little more. */
  private double largest(int i, double slope) {
    double size = Math.max(Math.abs(l[i]), Math.abs(u[i]));
    double value =
        Math.max(
            Math.abs(support.intercept(0, l[i], u[i])),
            Math.abs(support.intercept(slope, l[i], u[i])));
    return (value + 2 * slope * size) * (1 + 0x1p-20) + Double.MIN_NORMAL;
  }

  private double slope(int i, double t) {
    double slope = support.slope(choices[i].kind(), t);
    return Double.isFinite(slope) ? slope : 0;
  }

  @Override
  public Range range() {
    return range;
  }

  @Override
  public Line at(NDArray t) {
    Precision precision = Precision.of(t);
    double[] parameters = ScalarRule.doubles(t);
    double[] slopes = new double[parameters.length];
    double[] intercepts = new double[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      int element = element(i, t);
      double k = ScalarRule.held(precision, slope(element, parameters[i]));
      slopes[i] = sign * k;
      intercepts[i] = sign * precision.roundDown(support.intercept(k, l[element], u[element]));
    }
    return new Line(ScalarRule.like(t, slopes), ScalarRule.like(t, intercepts));
  }

  @Override
  public NDArray derivative(NDArray t, NDArray z) {
    double[] parameters = ScalarRule.doubles(t);
    double[] points = ScalarRule.doubles(z.broadcast(t.getShape()));
    double[] rates = new double[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      rates[i] = sign * support.rate(choices[element(i, t)], parameters[i], points[i]);
    }
    return ScalarRule.like(t, rates);
  }

  /** The element of {@code [B, n]} that position i of {@code [B, R, n]} is about. */
  private int element(int i, NDArray t) {
    int n = (int) t.getShape().get(2);
    int rows = (int) t.getShape().get(1);
    return i / (rows * n) * n + i % n;
  }

  @Override
  public Line magnitude() {
    return magnitude;
  }
}
