package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What rows of a pass have besides coefficients: their constant and their slack, {@code [B, R]}.
 *
 * <p>A constant is a sum of terms, each of which takes part in at most as many additions as there
 * are terms. What that costs a term is known with the term: see {@link #plant} and {@link
 * RoundingCost}.
 */
final class RowTotals {
  private final Network network;
  private final boolean rigorous;
  private @Nullable NDArray constant;
  private @Nullable NDArray slack;

  /** What was computed outside of the engine: further terms, taken over. */
  private double @Nullable [] hostConstant;

  private double @Nullable [] hostSlack;

  /** Slack of every row besides. */
  private double slackOfAll;

  private int terms;

  RowTotals(Network network, boolean rigorous) {
    this.network = network;
    this.rigorous = rigorous;
  }

  /** How many terms a constant may have: two of each node, and those that rows start with. */
  static int additions(Network network) {
    return 2 * network.graph().nodes().size() + 2 * network.graph().inputs().size() + 16;
  }

  /** Adds a term whose additions have been paid for. */
  void add(NDArray term) {
    terms++;
    constant = constant == null ? term : constant.add(term);
  }

  /** As {@link #add(NDArray)}, {@code [B R]}. */
  void add(double[] term) {
    terms++;
    if (hostConstant == null) {
      hostConstant = term;
    } else {
      for (int i = 0; i < term.length; i++) {
        hostConstant[i] += term[i];
      }
    }
  }

  /** Subtracts a term whose additions have been paid for. */
  void subtract(NDArray term) {
    terms++;
    constant = constant == null ? term.neg() : constant.sub(term);
  }

  /** Adds a term and pays for its additions: gamma times itself. */
  void plant(NDArray term) {
    add(term);
    if (rigorous) {
      Precision precision = network.precision();
      addSlack(
          term.abs()
              .mul(Rounding.coefficient(additions(network), precision))
              .add(precision.minNormal()));
    }
  }

  /** Adds to the slack; non-negative. */
  void addSlack(NDArray term) {
    // The sum of two non-negative numbers is low by at most a factor 1 - u.
    slack = slack == null ? term : slack.add(term).mul(Rounding.inflation(1, network.precision()));
  }

  /** As {@link #addSlack(NDArray)}, {@code [B R]}. */
  void addSlack(double[] term) {
    if (hostSlack == null) {
      hostSlack = term;
    } else {
      for (int i = 0; i < term.length; i++) {
        hostSlack[i] = Math.nextUp(hostSlack[i] + term[i]);
      }
    }
  }

  /** Adds the cost of rows with coefficients of these norms, {@code [B, R]}, as computed. */
  void addSlack(NDArray norms, UniformCost cost) {
    Precision precision = network.precision();
    // A norm is a sum of fewer terms than a float64 array can have: 2^40 u is far below 2^-10.
    double weight = precision.roundUp(cost.weight() * (1 + 0x1p-10));
    addSlack(norms.mul(weight).add(precision.minNormal()));
    slackOfAll = Math.nextUp(slackOfAll + cost.underflow());
  }

  /** Adds the cost of rows with coefficients of norm 1. */
  void addSlack(UniformCost cost) {
    slackOfAll = Math.nextUp(slackOfAll + Math.nextUp(cost.weight() + cost.underflow()));
  }

  /** Lets the totals outlive a scope. */
  void keepIn(Scope scope) {
    if (constant != null) {
      scope.keep(constant);
    }
    if (slack != null) {
      scope.keep(slack);
    }
  }

  /** The rows' lower bounds, {@code [B, R]}, coefficients all gone. */
  NDArray lowerBound(long regions, long rows) {
    if (!rigorous && constant != null && hostConstant == null) {
      return constant;
    }
    NDArray bounds = network.manager().create(lowerBounds(regions, rows), new Shape(regions, rows));
    // Exact.
    return bounds.toType(network.precision().type(), false);
  }

  /** As {@link #lowerBound}, row-major; numbers of the network's format. */
  double[] lowerBounds(long regions, long rows) {
    if (terms > additions(network)) {
      throw new IllegalStateException(
          "a constant of " + terms + " terms, whose rounding was paid for " + additions(network));
    }
    double[] bounds =
        constant == null ? new double[Math.toIntExact(regions * rows)] : Layout.doubles(constant);
    if (hostConstant != null) {
      for (int i = 0; i < bounds.length; i++) {
        bounds[i] += hostConstant[i];
      }
    }
    if (!rigorous) {
      return bounds;
    }
    double[] own = slack == null ? new double[bounds.length] : Layout.doubles(slack);
    if (hostSlack != null) {
      for (int i = 0; i < own.length; i++) {
        own[i] = Math.nextUp(own[i] + hostSlack[i]);
      }
    }
    boolean costs = slack != null || hostSlack != null || slackOfAll > 0;
    for (int i = 0; i < bounds.length; i++) {
      if (!(bounds[i] < Double.POSITIVE_INFINITY)) {
        // NaN and +infinity come of overflow: nothing is known then.
        bounds[i] = Double.NEGATIVE_INFINITY;
      } else if (costs) {
        // Numbers of either format are doubles; each operation errs by less than one step.
        double lost = Math.nextUp(own[i] + slackOfAll);
        double lowered = network.precision().roundDown(Math.nextDown(bounds[i] - lost));
        bounds[i] = Double.isNaN(lowered) ? Double.NEGATIVE_INFINITY : lowered;
      }
    }
    return bounds;
  }
}
