package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.faithful.verify.rule.AdjustableLine;
import ai.faithful.verify.rule.AdjustableLines;
import ai.faithful.verify.rule.AdjustablePlane;
import ai.faithful.verify.rule.AdjustablePlanes;
import ai.faithful.verify.rule.LinearRule;
import ai.faithful.verify.rule.Lines;
import ai.faithful.verify.rule.PlaneRule;
import ai.faithful.verify.rule.Planes;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.Site;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What rounding costs a row with coefficients A on a value, from there on: its slack grows by at
 * most {@code |A| . weights + underflow} (THEORY 7). See {@link RoundingCosts} for how the costs of
 * nodes add up.
 *
 * @param weights {@code [B, size]}, non-negative
 * @param underflow {@code [B, 1]}, non-negative
 */
record RoundingCost(NDArray weights, NDArray underflow) {
  /** On a support of the value. */
  RoundingCost on(Support support) {
    return new RoundingCost(support.of(weights), underflow.reshape(underflow.getShape()));
  }

  RoundingCost times(double factor) {
    return new RoundingCost(weights.mul(factor), underflow.mul(factor));
  }

  /** With more weights. */
  RoundingCost plus(NDArray more, Precision precision) {
    return new RoundingCost(
        weights.add(more).add(precision.minNormal()).mul(Rounding.inflation(2, precision)),
        underflow);
  }

  /**
   * The minimum over a box c +- r is fl(A . c) - fl(|A| . r), two inner products of n terms that go
   * into the constant: gamma |A| . (|c| + r), where {@link InputStep} needs no more. Other regions
   * account for themselves.
   */
  static RoundingCost ofInput(Relaxation relaxation, String input) {
    Precision precision = relaxation.network().precision();
    double eta = precision.minNormal();
    int size = relaxation.network().graph().shapeOf(input).size();
    if (!(relaxation.region(input) instanceof Box)) {
      return new RoundingCost(relaxation.zeros(size), relaxation.zeros(1));
    }
    CenteredBox x = relaxation.centered(input);
    long terms = 2L * size;
    return new RoundingCost(
        x.center()
            .abs()
            .add(x.radius())
            .mul(ofMinimum(relaxation, input))
            .add(eta)
            .mul(Rounding.inflation(2, precision)),
        relaxation.zeros(1).add(terms * eta));
  }

  /** Gamma of the minimum over a box: see {@link InputStep}. */
  static double ofMinimum(Relaxation relaxation, String input) {
    int size = relaxation.network().graph().shapeOf(input).size();
    return Rounding.coefficient(
        inConstant(relaxation, size) + 16, relaxation.network().precision());
  }

  /**
   * The roundings of a product that is summed with {@code size} others, and their sum with other
   * terms of a row's constant.
   */
  static long inConstant(Relaxation relaxation, int size) {
    return (long) size + RowTotals.additions(relaxation.network());
  }

  /**
   * Row A at y = sum L_i x_i + c becomes fl(A L_i) at each x_i, off by at most gamma_n |A| |L_i| +
   * n eta elementwise, and each x_i is at most m_i in magnitude: gamma_n |A| . (|L_i| m_i) + n eta
   * sum m_i. An enclosed L_i adds |A| . (R_i m_i). The constant c goes into the row's constant by
   * an inner product of size(y) terms: gamma |A| . |c| + size(y) eta, and |A| . radius(c). What was
   * made of A is at most (1 + gamma_n) |A| |L_i| + n eta, and costs E_i.
   *
   * @param below E_i by operand
   */
  static RoundingCost ofLinear(
      Relaxation relaxation, Site site, LinearRule rule, Map<Integer, RoundingCost> below) {
    Precision precision = relaxation.network().precision();
    double eta = precision.minNormal();
    int size = site.shape().size();
    NDArray weights = relaxation.zeros(size);
    NDArray underflow = relaxation.zeros(1);
    for (int arg : site.variables()) {
      NDArray m = relaxation.box(site.node().inputs().get(arg)).magnitude();
      RoundingCost cost = Objects.requireNonNull(below.get(arg));
      int n = rule.terms(site, arg);
      NDArray q = Layout.flat(m).mul(Rounding.coefficient(n, precision)).add(cost.weights());
      // |L| q as computed is low by at most a factor (1 - gamma_n) and n eta, q by three roundings.
      NDArray w =
          rule.applyAbs(site, arg, q.reshape(m.getShape()))
              .add(2 * n * eta)
              .mul(Rounding.inflation(2L * n + 4, precision));
      NDArray uncertain = rule.applyRadius(site, arg, m);
      if (uncertain != null) {
        w = w.add(uncertain.mul(Rounding.inflation(n, precision)).add(2 * n * eta));
      }
      weights = weights.add(Layout.flat(w));
      underflow = underflow.add(cost.underflow()).add(lost(Layout.flat(m), cost, n, precision));
    }
    NDArray offset = rule.offset(site);
    if (offset != null) {
      double gamma = Rounding.coefficient(inConstant(relaxation, size), precision);
      NDArray error = Layout.spread(offset, site).abs().mul(gamma);
      NDArray radius = rule.offsetRadius(site);
      error = radius == null ? error : error.add(Layout.spread(radius, site));
      weights = weights.add(error);
      underflow = underflow.add(size * eta);
    }
    // Additions of non-negative numbers, and products that may have underflowed.
    double up = Rounding.inflation(8L + 3L * site.variables().size(), precision);
    return new RoundingCost(weights.mul(up).add(eta), underflow.mul(up).add(eta));
  }

  /**
   * Coefficient a at y = f(z) becomes fl(a s) at z, off by u |a s| + eta, weighed by m: u |a| |s| m
   * + eta m. The intercepts go into the constant by inner products of size(y) terms.
   */
  static RoundingCost ofActivation(
      Relaxation relaxation, Site site, boolean choosing, RoundingCost below) {
    Precision precision = relaxation.network().precision();
    double eta = precision.minNormal();
    Lines lines = relaxation.lines(site);
    AdjustableLines adjustable = choosing ? relaxation.adjustable(site) : AdjustableLines.NONE;
    Support support = relaxation.support(site.node().name());
    NDArray m = relaxation.magnitude(site.node().inputs().get(0), support);
    RoundingCost cost = support == null ? below : below.on(support);
    int size = site.shape().size();
    NDArray slope = lines.lowerSlope().abs().maximum(lines.upperSlope().abs());
    slope = largest(slope, adjustable.lower());
    slope = largest(slope, adjustable.upper());
    NDArray each = m.mul(Rounding.coefficient(1, precision)).add(cost.weights());
    NDArray weights = slope.mul(each).add(2 * eta);
    double gamma = Rounding.coefficient(inConstant(relaxation, size), precision);
    weights = plus(weights, gamma, lines.lowerIntercept(), intercept(adjustable.lower()));
    weights = plus(weights, gamma, lines.upperIntercept(), intercept(adjustable.upper()));
    NDArray raised = weights.mul(Rounding.inflation(10, precision)).add(eta);
    // Nothing is passed on, and nothing paid, for what is always 0.
    NDArray all = support == null ? raised : support.spread(raised.expandDims(1), size).squeeze(1);
    NDArray underflow = cost.underflow().add(lost(m, cost, 1, precision)).add(4 * size * eta);
    return new RoundingCost(all, underflow.mul(Rounding.inflation(8, precision)));
  }

  /**
   * As {@link #ofActivation} for each operand: coefficient a becomes fl(a s), and an operand that
   * is broadcast sums n of them, off by gamma_n |a| |s| + 2 n eta, weighed by m.
   */
  static RoundingCost ofPlanes(
      Relaxation relaxation,
      Site site,
      PlaneRule rule,
      boolean choosing,
      Map<Integer, RoundingCost> below) {
    Precision precision = relaxation.network().precision();
    double eta = precision.minNormal();
    Planes planes = relaxation.planes(site);
    AdjustablePlanes adjustable =
        choosing ? relaxation.adjustablePlanes(site) : AdjustablePlanes.NONE;
    int size = site.shape().size();
    double gamma = Rounding.coefficient(inConstant(relaxation, size), precision);
    NDArray intercept = planes.lowerIntercept().abs().maximum(planes.upperIntercept().abs());
    for (AdjustablePlane plane : chosen(adjustable)) {
      intercept = intercept.maximum(plane.magnitude().intercept());
    }
    NDArray weights = intercept.mul(gamma);
    NDArray underflow = relaxation.zeros(1).add(4 * size * eta);
    for (int arg : site.variables()) {
      NDArray m = relaxation.box(site.node().inputs().get(arg)).magnitude();
      RoundingCost cost = Objects.requireNonNull(below.get(arg));
      int n = Math.max(1, rule.repeats(site, arg));
      NDArray q = Layout.flat(m).mul(Rounding.coefficient(n, precision)).add(cost.weights());
      NDArray spread =
          Layout.flat(rule.spread(site, arg, q.reshape(m.getShape())))
              .mul(Rounding.inflation(n, precision));
      NDArray slope =
          planes.lowerSlopes().get(arg).abs().maximum(planes.upperSlopes().get(arg).abs());
      for (AdjustablePlane plane : chosen(adjustable)) {
        slope = slope.maximum(plane.magnitude().slopes().get(arg));
      }
      weights = weights.add(slope.mul(spread).add(2 * eta));
      underflow = underflow.add(cost.underflow()).add(lost(Layout.flat(m), cost, 2 * n, precision));
    }
    double up = Rounding.inflation(8L + 3L * site.variables().size(), precision);
    return new RoundingCost(weights.mul(up).add(eta), underflow.mul(up).add(eta));
  }

  private static List<AdjustablePlane> chosen(AdjustablePlanes planes) {
    return Stream.of(planes.lower(), planes.upper()).filter(Objects::nonNull).toList();
  }

  /** What n products that underflow cost: n eta for each element, weighed by m and by E. */
  private static NDArray lost(NDArray m, RoundingCost below, int n, Precision precision) {
    long size = m.getShape().get(1);
    return m.add(below.weights())
        .sum(new int[] {1}, true)
        .mul(Rounding.inflation(size + 1, precision))
        .mul(n * precision.minNormal());
  }

  private static NDArray largest(NDArray slope, @Nullable AdjustableLine line) {
    return line == null ? slope : slope.maximum(line.magnitude().slope());
  }

  private static @Nullable NDArray intercept(@Nullable AdjustableLine line) {
    return line == null ? null : line.magnitude().intercept();
  }

  /** One side's intercept is the fixed line's or the chosen one's: the larger pays for both. */
  private static NDArray plus(
      NDArray weights, double coefficient, @Nullable NDArray fixed, @Nullable NDArray chosen) {
    NDArray most = fixed == null ? chosen : fixed.abs();
    if (fixed != null && chosen != null) {
      most = fixed.abs().maximum(chosen);
    }
    return most == null ? weights : weights.add(most.mul(coefficient));
  }
}
