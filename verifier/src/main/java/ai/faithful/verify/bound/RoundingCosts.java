package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Node;
import ai.faithful.verify.rule.ActivationRule;
import ai.faithful.verify.rule.LinearRule;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.PlaneRule;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * What rounding costs a row on each value, by what lies below the value (THEORY 7).
 *
 * <p>Rows need not be looked at layer by layer. Let a coefficient array A on value y cost at most
 * |A| . E(y) from there on. Pulled through y = L x, it becomes an array on x that is off by at most
 * gamma_n |A| |L|, which x weighs with its magnitude m, and that is at most (1 + gamma_n) |A| |L|
 * itself. So
 *
 * <pre>
 * E(y) = |L| (gamma_n m + (1 + gamma_n) E(x)),
 * </pre>
 *
 * and likewise through activations and planes, with the greatest slopes in place of |L|: the costs
 * of all nodes are one forward walk over the graph, one product for each node and region, and a row
 * pays them all at once, where it starts. Only |A| |L| overestimates the |A L| that the row would
 * find below, again at each layer. Where what has added up is no longer small beside the value
 * itself, the result of a nonlinear node becomes a <em>toll</em>: passes pay there with the
 * coefficients that they have, and the costs above start again from 0. In float32 nearly all are.
 *
 * <p>In float64 the costs are so small on most networks that their greatest element, the same for
 * all elements and regions, is small too (see {@link UniformCost}): rows then pay that, for
 * everything below, without tolls. Where it is not, they pay it in stretches: results of
 * activations are <em>stops</em> where what has added up is not negligible, passes pay there with
 * the norms of the coefficients that they have, and the costs above start again from 0. Element by
 * element costs are computed only where a stretch is not small.
 *
 * <p>A value that several nodes read has its coefficients added up: each of k contributions pays
 * for gamma_k of what it adds, weighed by m.
 */
final class RoundingCosts {
  /** The most that may add up, beside the magnitude of a value. */
  private static final double SMALL = 0x1p-30;

  private final Relaxation relaxation;
  private final Owned owned;
  private final boolean choosing;
  private final Map<String, RoundingCost> full = new HashMap<>();
  private final Map<String, RoundingCost> onSupport = new HashMap<>();
  private final Map<String, Boolean> tolls = new HashMap<>();
  private final Map<String, UniformCost> uniform = new HashMap<>();
  private final Map<String, UniformCost> stretches = new HashMap<>();

  /** By value, how often nodes read it; counted on first use. */
  private final Map<String, Integer> uses = new HashMap<>();

  /**
   * @param choosing whether rows are pulled through chosen lines
   */
  RoundingCosts(Relaxation relaxation, Owned owned, boolean choosing) {
    this.relaxation = relaxation;
    this.owned = owned;
    this.choosing = choosing;
  }

  /** Whether passes pay at a value for what lies below it, whatever they have paid above. */
  boolean isToll(String value) {
    Relaxation whole = relaxation.whole();
    if (whole != null) {
      return whole.isToll(value, choosing);
    }
    Boolean known = tolls.get(value);
    if (known == null) {
      known = adds(value);
      tolls.put(value, known);
    }
    return known;
  }

  @SuppressWarnings("try") // the scope frees what is made inside it
  private boolean adds(String value) {
    Site site = relaxation.network().producer(value);
    if (site == null || Network.rule(site) instanceof LinearRule) {
      return false;
    }
    try (Scope scope = new Scope()) {
      double most = 0;
      for (int arg : site.variables()) {
        most = Math.max(most, most(relaxation.box(site.node().inputs().get(arg)).magnitude()));
      }
      return most(full(value).weights()) > SMALL * most;
    }
  }

  private static double most(NDArray x) {
    return x.max().toType(DataType.FLOAT64, false).getDouble();
  }

  /**
   * The cost of rows on a value, all that the whole pass will cost, tolls included; unknown where
   * it is not small.
   */
  UniformCost uniform(String value) {
    Relaxation whole = relaxation.whole();
    if (whole != null) {
      return whole.uniformCost(value, choosing);
    }
    return known(uniform, value, this::uniform);
  }

  /**
   * The cost of rows on a value as far as the next stops below it; unknown where it is not small.
   */
  UniformCost stretch(String value) {
    Relaxation whole = relaxation.whole();
    if (whole != null) {
      return whole.stretchCost(value, choosing);
    }
    return known(
        stretches, value, operand -> isStop(operand) ? UniformCost.NOTHING : stretch(operand));
  }

  /** Whether passes that pay in stretches pay at a value for the next one. */
  boolean isStop(String value) {
    Site site = relaxation.network().producer(value);
    return site != null
        && Network.rule(site) instanceof ActivationRule
        && !stretch(value).isNegligible();
  }

  private UniformCost known(
      Map<String, UniformCost> all, String value, Function<String, UniformCost> operands) {
    UniformCost known = all.get(value);
    if (known == null) {
      // In float32 it is never small.
      known =
          relaxation.network().precision() == Precision.FLOAT32
              ? UniformCost.UNKNOWN
              : madeUniform(value, operands);
      all.put(value, known);
    }
    return known;
  }

  private UniformCost madeUniform(String value, Function<String, UniformCost> operands) {
    Site site = relaxation.network().producer(value);
    Precision precision = relaxation.network().precision();
    if (site == null) {
      return UniformCost.ofInput(relaxation, value).summed(uses(value), precision);
    }
    Map<Integer, UniformCost> below = new HashMap<>();
    for (int arg : site.variables()) {
      String operand = site.node().inputs().get(arg);
      UniformCost cost = operands.apply(operand);
      int count = uses(operand);
      if (count > 1 && cost.isSmall()) {
        cost = cost.plus(relaxation.greatest(operand), count, precision);
      }
      if (!cost.isSmall()) {
        return UniformCost.UNKNOWN;
      }
      below.put(arg, cost);
    }
    UniformCost own =
        Network.rule(site) instanceof LinearRule linear
            ? UniformCost.ofLinear(relaxation, site, linear, below)
            : Network.rule(site) instanceof ActivationRule
                ? UniformCost.ofActivation(
                    relaxation, site, choosing, Objects.requireNonNull(below.get(0)))
                : UniformCost.UNKNOWN;
    return own.summed(uses(value), precision);
  }

  /** The cost of rows on a value, on the value's support. */
  RoundingCost onSupport(String value) {
    return Owned.known(
        onSupport,
        value,
        scope -> {
          Support support = relaxation.support(value);
          RoundingCost all = full(value);
          return support == null ? all : take(scope, all.on(support));
        });
  }

  /** The cost of rows on a value, {@code [B, size]}. */
  RoundingCost full(String value) {
    return Owned.known(
        full,
        value,
        scope -> {
          Relaxation whole = relaxation.whole();
          if (whole != null) {
            RoundingCost all = whole.fullCost(value, choosing);
            return take(
                scope,
                new RoundingCost(relaxation.pick(all.weights()), relaxation.pick(all.underflow())));
          }
          return take(scope, made(value));
        });
  }

  private RoundingCost take(Scope scope, RoundingCost cost) {
    owned.takeAll(scope, cost.weights(), cost.underflow());
    return cost;
  }

  private RoundingCost made(String value) {
    Site site = relaxation.network().producer(value);
    RoundingCost own;
    if (site == null) {
      own = RoundingCost.ofInput(relaxation, value);
    } else {
      Map<Integer, RoundingCost> below = new HashMap<>();
      for (int arg : site.variables()) {
        below.put(arg, arriving(site.node().inputs().get(arg)));
      }
      if (Network.rule(site) instanceof LinearRule linear) {
        own = RoundingCost.ofLinear(relaxation, site, linear, below);
      } else if (Network.rule(site) instanceof PlaneRule plane) {
        own = RoundingCost.ofPlanes(relaxation, site, plane, choosing, below);
      } else {
        own =
            RoundingCost.ofActivation(
                relaxation, site, choosing, Objects.requireNonNull(below.get(0)));
      }
    }
    // Sums of as many contributions, and of planted ones, exceed them by a factor (1 + u) each.
    Precision precision = relaxation.network().precision();
    return own.times(Rounding.inflation(uses(value) + 3L, precision));
  }

  /** The cost of one of the contributions to a value's coefficients. */
  private RoundingCost arriving(String value) {
    int count = uses(value);
    boolean toll = isToll(value);
    Precision precision = relaxation.network().precision();
    RoundingCost cost =
        toll
            ? new RoundingCost(
                relaxation.zeros(relaxation.network().graph().shapeOf(value).size()),
                relaxation.zeros(1))
            : full(value);
    return count < 2
        ? cost
        : cost.plus(
            relaxation.magnitude(value, null).mul(Rounding.coefficient(count, precision)),
            precision);
  }

  private int uses(String value) {
    if (uses.isEmpty()) {
      for (Node node : relaxation.network().graph().nodes()) {
        node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
      }
    }
    return uses.getOrDefault(value, 0);
  }
}
