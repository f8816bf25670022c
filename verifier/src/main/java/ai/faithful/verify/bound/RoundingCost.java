package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.faithful.verify.rule.AdjustableLine;
import ai.faithful.verify.rule.AdjustableLines;
import ai.faithful.verify.rule.LinearRule;
import ai.faithful.verify.rule.Lines;
import ai.faithful.verify.rule.PlaneRule;
import ai.faithful.verify.rule.Planes;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.Site;
import org.jspecify.annotations.Nullable;

/**
 * What rounding costs a row that is pulled back through one node: its slack grows by at most {@code
 * |A| . weights + underflow} (THEORY 7). One vector for all rows, not a second matrix product.
 *
 * @param weights {@code [B, size]}, non-negative
 * @param underflow {@code [B, 1]}, non-negative
 */
record RoundingCost(NDArray weights, NDArray underflow) {
  /** Of two steps on the same coefficients: sums of non-negative numbers, rounded once. */
  RoundingCost plus(RoundingCost other, Precision precision) {
    double up = Rounding.inflation(1, precision);
    return new RoundingCost(
        weights.add(other.weights).mul(up), underflow.add(other.underflow).mul(up));
  }

  /**
   * Row A at y = sum L_i x_i + c becomes fl(A L_i) at each x_i, off by at most gamma_n |A| |L_i| +
   * n eta elementwise, and each x_i is at most m_i in magnitude: gamma_n |A| . (|L_i| m_i) + n eta
   * sum m_i. An enclosed L_i adds |A| . (R_i m_i). The constant c goes into the row's constant by
   * an inner product of size(y) terms: gamma |A| . |c| + size(y) eta, and |A| . radius(c).
   */
  static RoundingCost ofLinear(Relaxation relaxation, Site site, LinearRule rule) {
    Precision precision = relaxation.network().precision();
    double eta = precision.minNormal();
    int size = site.shape().size();
    NDArray weights = relaxation.zeros(site.shape().size());
    NDArray underflow = relaxation.zeros(1);
    for (int arg : site.variables()) {
      String operand = site.node().inputs().get(arg);
      NDArray m = relaxation.box(operand).magnitude();
      int n = rule.terms(site, arg);
      // |L| m as computed is low by at most a factor (1 - gamma_n) and n eta: the coefficient's
      // inflation and the added eta make up for both (the coefficient is below 1).
      NDArray w =
          rule.applyAbs(site, arg, m).add(2 * n * eta).mul(Rounding.coefficient(n, precision));
      NDArray uncertain = rule.applyRadius(site, arg, m);
      if (uncertain != null) {
        w = w.add(uncertain.mul(Rounding.inflation(n, precision)).add(2 * n * eta));
      }
      // A sum of non-negative numbers, low by at most a factor (1 - gamma_size).
      NDArray sum =
          Relaxation.flat(m)
              .sum(new int[] {1}, true)
              .mul(Rounding.inflation(m.size() / m.getShape().get(0), precision))
              .mul(n * eta);
      weights = weights.add(Relaxation.flat(w));
      underflow = underflow.add(sum);
    }
    NDArray offset = rule.offset(site);
    if (offset != null) {
      NDArray error =
          Relaxation.spread(offset, site).abs().mul(Rounding.coefficient(size, precision));
      NDArray radius = rule.offsetRadius(site);
      error = radius == null ? error : error.add(Relaxation.spread(radius, site));
      weights = weights.add(error);
      underflow = underflow.add(size * eta);
    }
    // At most eight additions of non-negative numbers, and products that may have underflowed.
    return new RoundingCost(
        weights.mul(Rounding.inflation(8, precision)).add(eta),
        underflow.mul(Rounding.inflation(8, precision)).add(eta));
  }

  /**
   * Coefficient a at y = f(z) becomes fl(a s) at z, off by u |a s| + eta, weighed by m: u |a| |s| m
   * + eta m. The intercepts go into the constant by an inner product of size(y) terms.
   */
  static RoundingCost ofActivation(Relaxation relaxation, Site site, AdjustableLines adjustable) {
    Precision precision = relaxation.network().precision();
    double eta = precision.minNormal();
    Lines lines = relaxation.lines(site);
    String operand = site.node().inputs().get(0);
    NDArray m = relaxation.magnitude(operand, relaxation.support(site.node().name()));
    int size = site.shape().size();
    NDArray slope = lines.lowerSlope().abs().maximum(lines.upperSlope().abs());
    slope = largest(slope, adjustable.lower());
    slope = largest(slope, adjustable.upper());
    NDArray weights = slope.mul(m).mul(Rounding.coefficient(1, precision));
    double coefficient = Rounding.coefficient(size, precision);
    weights = plus(weights, coefficient, lines.lowerIntercept(), intercept(adjustable.lower()));
    weights = plus(weights, coefficient, lines.upperIntercept(), intercept(adjustable.upper()));
    NDArray underflow =
        m.sum(new int[] {1}, true)
            .mul(Rounding.inflation(size, precision))
            .mul(eta)
            .add(2 * size * eta);
    return new RoundingCost(
        weights.mul(Rounding.inflation(8, precision)).add(eta),
        underflow.mul(Rounding.inflation(8, precision)));
  }

  /**
   * As {@link #ofActivation} for each operand: coefficient a becomes fl(a s), and an operand that
   * is broadcast sums n of them, off by gamma_n |a| |s| + 2 n eta, weighed by m.
   */
  static RoundingCost ofPlanes(Relaxation relaxation, Site site, PlaneRule rule) {
    Precision precision = relaxation.network().precision();
    double eta = precision.minNormal();
    Planes planes = relaxation.planes(site);
    int size = site.shape().size();
    NDArray weights =
        planes
            .lowerIntercept()
            .abs()
            .add(planes.upperIntercept().abs())
            .mul(Rounding.coefficient(size, precision));
    NDArray underflow = relaxation.zeros(1).add(2 * size * eta);
    for (int arg : site.variables()) {
      Box box = relaxation.box(site.node().inputs().get(arg));
      NDArray m = Relaxation.flat(rule.spread(site, arg, box.magnitude()));
      int n = Math.max(1, rule.repeats(site, arg));
      NDArray slope =
          planes.lowerSlopes().get(arg).abs().maximum(planes.upperSlopes().get(arg).abs());
      weights = weights.add(slope.mul(m).mul(Rounding.coefficient(n, precision)));
      underflow =
          underflow.add(
              m.sum(new int[] {1}, true).mul(Rounding.inflation(size, precision)).mul(2 * n * eta));
    }
    return new RoundingCost(
        weights.mul(Rounding.inflation(8, precision)).add(eta),
        underflow.mul(Rounding.inflation(8, precision)));
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
