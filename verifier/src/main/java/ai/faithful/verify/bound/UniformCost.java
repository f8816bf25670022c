package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.faithful.verify.rule.ActivationRule;
import ai.faithful.verify.rule.AdjustableLine;
import ai.faithful.verify.rule.AdjustableLines;
import ai.faithful.verify.rule.LinearNorms;
import ai.faithful.verify.rule.LinearRule;
import ai.faithful.verify.rule.Lines;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import ai.faithful.verify.rule.Steepness;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What rounding costs a row with coefficients A on a value, from there on, told by two numbers for
 * all elements and regions: at most {@code ||A||_1 weight + underflow}.
 *
 * <p>Each formula is that of {@link RoundingCost} with the greatest element in place of each: with
 * M the greatest magnitude of a value, e its weight, ||L|| the greatest sum of magnitudes in a row
 * of L,
 *
 * <pre>
 * e(y) = ||L|| (gamma_n M + (1 + gamma_n) e(x)).
 * </pre>
 *
 * It is looser, and costs next to nothing. The numbers are doubles: what a few dozen operations on
 * non-negative ones lose is made up for by {@link #RAISED}.
 */
record UniformCost(double weight, double underflow) {
  /** Nothing is known. */
  static final UniformCost UNKNOWN =
      new UniformCost(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  /** Of what is exact, or paid for elsewhere. */
  static final UniformCost NOTHING = new UniformCost(0, 0);

  /** A row of unit norm may become this much looser. */
  private static final double MOST = 0x1p-23;

  /** What is left for others to add to, rather than paid for by itself. */
  private static final double NEGLIGIBLE = 0x1p-40;

  /** Exceeds the relative error of 2000 operations in double. */
  private static final double RAISED = 1 + 0x1p-41;

  /** Whether it makes no difference that matters: a little, and a number. */
  boolean isSmall() {
    return weight <= MOST && underflow <= MOST;
  }

  boolean isNegligible() {
    return weight <= NEGLIGIBLE && underflow <= NEGLIGIBLE;
  }

  /** Of rows of sums of {@code uses} contributions, and of planted ones, off by (1 + u) each. */
  UniformCost summed(int uses, Precision precision) {
    double factor = Rounding.inflation(uses + 3L, precision);
    return raised(weight * factor, underflow * factor, precision);
  }

  /** Where each of several contributions pays for the sum. */
  UniformCost plus(double magnitude, int uses, Precision precision) {
    double more = magnitude * Rounding.coefficient(uses, precision);
    return raised(weight + more, underflow, precision);
  }

  private static UniformCost raised(double weight, double underflow, Precision precision) {
    double eta = precision.minNormal();
    UniformCost cost = new UniformCost(weight * RAISED + 2 * eta, underflow * RAISED + 2 * eta);
    return cost.isSmall() ? cost : UNKNOWN;
  }

  /** See {@link RoundingCost#ofInput}: |c| + r exceeds the greatest magnitude by roundings only. */
  static UniformCost ofInput(Relaxation relaxation, String input) {
    if (!(relaxation.region(input) instanceof Box)) {
      return NOTHING;
    }
    Precision precision = relaxation.network().precision();
    long terms = 2L * relaxation.network().graph().shapeOf(input).size();
    double magnitude =
        relaxation.greatest(input) * Rounding.inflation(8, precision) + 8 * precision.minNormal();
    double weight = RoundingCost.ofMinimum(relaxation, input) * magnitude;
    return raised(weight, terms * precision.minNormal(), precision);
  }

  /**
   * See {@link RoundingCost#ofLinear}.
   *
   * @param below the cost on each operand
   */
  static UniformCost ofLinear(
      Relaxation relaxation, Site site, LinearRule rule, Map<Integer, UniformCost> below) {
    Precision precision = relaxation.network().precision();
    double eta = precision.minNormal();
    int size = site.shape().size();
    LinearNorms norms = relaxation.network().norms(site, rule);
    double gamma = Rounding.coefficient(RoundingCost.inConstant(relaxation, size), precision);
    double weight = gamma * norms.offset() + norms.offsetRadius();
    double underflow = size * eta;
    for (int arg : site.variables()) {
      int n = rule.terms(site, arg);
      double radius = norms.radius().getOrDefault(arg, 0.0);
      // What is exact costs nothing, whatever it is done to.
      boolean exact = n == 0 && radius == 0;
      double m = exact ? 0 : relaxation.greatest(site.node().inputs().get(arg));
      UniformCost cost = Objects.requireNonNull(below.get(arg));
      double q = m * Rounding.coefficient(n, precision) + cost.weight();
      // The norms are low by n roundings, and so is 1 for the factor 1 + gamma_n.
      double up = Rounding.inflation(2L * n + 4, precision);
      double norm = norms.map().getOrDefault(arg, 0.0) + 2 * n * eta;
      radius = radius == 0 ? 0 : radius + 2 * n * eta;
      weight += (norm * q + radius * m) * up;
      underflow += cost.underflow() + lost(site.shape(arg).size(), m, cost, n, precision);
    }
    return raised(weight, underflow, precision);
  }

  /** See {@link RoundingCost#ofActivation}. */
  static UniformCost ofActivation(
      Relaxation relaxation, Site site, boolean choosing, UniformCost below) {
    Precision precision = relaxation.network().precision();
    double eta = precision.minNormal();
    int size = site.shape().size();
    double m = relaxation.greatest(site.node().inputs().get(0));
    double slope;
    double intercepts;
    Steepness known = ((ActivationRule) Network.rule(site)).steepness(m, precision);
    if (known == null) {
      Lines lines = relaxation.lines(site);
      AdjustableLines adjustable = choosing ? relaxation.adjustable(site) : AdjustableLines.NONE;
      slope = Math.max(greatest(lines.lowerSlope()), greatest(lines.upperSlope()));
      slope = Math.max(slope, Math.max(slope(adjustable.lower()), slope(adjustable.upper())));
      intercepts =
          Math.max(greatest(lines.lowerIntercept()), intercept(adjustable.lower()))
              + Math.max(greatest(lines.upperIntercept()), intercept(adjustable.upper()));
    } else {
      slope = known.slope();
      intercepts = 2 * known.intercept();
    }
    double gamma = Rounding.coefficient(RoundingCost.inConstant(relaxation, size), precision);
    double each = m * Rounding.coefficient(1, precision) + below.weight();
    double weight = slope * each + 2 * eta + gamma * intercepts;
    double underflow = below.underflow() + lost(size, m, below, 1, precision) + 4 * size * eta;
    return raised(weight, underflow, precision);
  }

  /** What n products that underflow cost: see {@link RoundingCost}. */
  private static double lost(long size, double m, UniformCost below, int n, Precision precision) {
    return size * (m + below.weight()) * (n * precision.minNormal());
  }

  private static double slope(@Nullable AdjustableLine line) {
    return line == null ? 0 : greatest(line.magnitude().slope());
  }

  private static double intercept(@Nullable AdjustableLine line) {
    return line == null ? 0 : greatest(line.magnitude().intercept());
  }

  /** The greatest magnitude; 0 for null. */
  @SuppressWarnings("try") // the scope frees what is made inside it
  private static double greatest(@Nullable NDArray x) {
    if (x == null || x.isEmpty()) {
      return 0;
    }
    try (Scope scope = new Scope()) {
      return x.abs().max().toType(DataType.FLOAT64, false).getDouble();
    }
  }
}
