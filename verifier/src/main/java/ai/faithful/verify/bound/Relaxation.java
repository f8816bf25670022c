package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.faithful.verify.rule.ActivationRule;
import ai.faithful.verify.rule.LinearRule;
import ai.faithful.verify.rule.Lines;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.Rule;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A network over a batch of regions with what backward passes need to know of each node: the lines
 * of its activations and the rounding cost of pulling a row through it. Both follow from the boxes
 * alone and are computed once, on first use, for all rows, and live until this is closed.
 *
 * <p>Arrays are flattened to {@code [B, size]}.
 */
final class Relaxation implements AutoCloseable {
  private final Network network;
  private final Map<String, Box> boxes;
  private final Rounding rounding;
  private final Map<String, Lines> lines = new HashMap<>();
  private final Map<String, Cost> costs = new HashMap<>();
  private final List<NDArray> owned = new ArrayList<>();

  /**
   * @param boxes of all variable values that the passes will reach, which may be added later
   */
  Relaxation(Network network, Map<String, Box> boxes, Rounding rounding) {
    this.network = network;
    this.boxes = boxes;
    this.rounding = rounding;
  }

  /**
   * What rounding costs a row at one place: the slack grows by at most {@code |A| . weights +
   * underflow}.
   *
   * @param weights {@code [B, size]}, non-negative
   * @param underflow {@code [B, 1]}, non-negative
   */
  record Cost(NDArray weights, NDArray underflow) {}

  Network network() {
    return network;
  }

  boolean rigorous() {
    return rounding == Rounding.RIGOROUS;
  }

  Box box(String value) {
    Box box = boxes.get(value);
    if (box == null) {
      throw new IllegalArgumentException("no box for '" + value + "'");
    }
    return box;
  }

  /** The largest magnitude of each element of a value, {@code [B, size]}. */
  NDArray magnitude(String value) {
    return flat(box(value).magnitude());
  }

  /** The lines of an activation node, each array {@code [B, size]}. */
  Lines lines(Site site) {
    Lines known = lines.get(site.node().name());
    if (known != null) {
      return known;
    }
    try (Scope scope = new Scope()) {
      Box z = box(site.node().inputs().get(0));
      Lines made = ((ActivationRule) Network.rule(site)).lines(flat(z.lower()), flat(z.upper()));
      own(scope, made.lowerSlope());
      own(scope, made.upperSlope());
      if (made.lowerIntercept() != null) {
        own(scope, made.lowerIntercept());
      }
      if (made.upperIntercept() != null) {
        own(scope, made.upperIntercept());
      }
      lines.put(site.node().name(), made);
      return made;
    }
  }

  /** The rounding cost of pulling a row back through a node. */
  Cost cost(Site site) {
    Cost known = costs.get(site.node().name());
    if (known != null) {
      return known;
    }
    try (Scope scope = new Scope()) {
      Rule rule = Network.rule(site);
      Cost made =
          rule instanceof LinearRule linear ? linearCost(site, linear) : activationCost(site);
      own(scope, made.weights());
      own(scope, made.underflow());
      costs.put(site.node().name(), made);
      return made;
    }
  }

  /**
   * Row A at y = sum L_i x_i + c becomes fl(A L_i) at each x_i, off by at most gamma_n |A| |L_i| +
   * n eta elementwise, and each x_i is at most m_i in magnitude: gamma_n |A| . (|L_i| m_i) + n eta
   * sum m_i. An enclosed L_i adds |A| . (R_i m_i). The constant c goes into the row's constant by
   * an inner product of size(y) terms: gamma |A| . |c| + size(y) eta, and |A| . radius(c).
   */
  private Cost linearCost(Site site, LinearRule rule) {
    Precision precision = network.precision();
    double eta = precision.minNormal();
    int size = site.shape().size();
    NDArray weights = zeros(site.shape().size());
    NDArray underflow = zeros(1);
    for (int arg : site.variables()) {
      String operand = site.node().inputs().get(arg);
      NDArray m = box(operand).magnitude();
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
          flat(m)
              .sum(new int[] {1}, true)
              .mul(Rounding.inflation(m.size() / m.getShape().get(0), precision))
              .mul(n * eta);
      weights = weights.add(flat(w));
      underflow = underflow.add(sum);
    }
    NDArray offset = rule.offset(site);
    if (offset != null) {
      NDArray error = spread(offset, site).abs().mul(Rounding.coefficient(size, precision));
      NDArray radius = rule.offsetRadius(site);
      error = radius == null ? error : error.add(spread(radius, site));
      weights = weights.add(error);
      underflow = underflow.add(size * eta);
    }
    // At most eight additions of non-negative numbers, and products that may have underflowed.
    return new Cost(
        weights.mul(Rounding.inflation(8, precision)).add(eta),
        underflow.mul(Rounding.inflation(8, precision)).add(eta));
  }

  /**
   * Coefficient a at y = f(z) becomes fl(a s) at z, off by u |a s| + eta, weighed by m: u |a| |s| m
   * + eta m. The intercepts go into the constant by an inner product of size(y) terms.
   */
  private Cost activationCost(Site site) {
    Precision precision = network.precision();
    double eta = precision.minNormal();
    Lines lines = lines(site);
    NDArray m = magnitude(site.node().inputs().get(0));
    int size = site.shape().size();
    NDArray slope = lines.lowerSlope().abs().maximum(lines.upperSlope().abs());
    NDArray weights = slope.mul(m).mul(Rounding.coefficient(1, precision));
    double intercept = Rounding.coefficient(size, precision);
    if (lines.lowerIntercept() != null) {
      weights = weights.add(lines.lowerIntercept().abs().mul(intercept));
    }
    if (lines.upperIntercept() != null) {
      weights = weights.add(lines.upperIntercept().abs().mul(intercept));
    }
    NDArray underflow =
        m.sum(new int[] {1}, true)
            .mul(Rounding.inflation(size, precision))
            .mul(eta)
            .add(2 * size * eta);
    return new Cost(
        weights.mul(Rounding.inflation(8, precision)).add(eta),
        underflow.mul(Rounding.inflation(8, precision)));
  }

  private NDArray zeros(long columns) {
    long batch = boxes.values().iterator().next().batch();
    return network.manager().zeros(new Shape(batch, columns), network.precision().type());
  }

  /** A node's offset, broadcast to the node's shape, as a row {@code [1, size]}. */
  static NDArray spread(NDArray offset, Site site) {
    long[] dims = site.shape().dims().stream().mapToLong(d -> d).toArray();
    return offset.broadcast(new Shape(dims)).reshape(1, site.shape().size());
  }

  /** {@code [B, *shape]} as {@code [B, size]}. */
  static NDArray flat(NDArray x) {
    long batch = x.getShape().get(0);
    return x.reshape(batch, x.size() / Math.max(batch, 1));
  }

  /** Takes an array out of every scope, until this relaxation is closed. */
  private void own(Scope scope, NDArray array) {
    scope.release(array);
    owned.add(array);
  }

  @Override
  public void close() {
    owned.forEach(NDArray::close);
  }
}
