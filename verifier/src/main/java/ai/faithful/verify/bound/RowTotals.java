package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
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

  /** Lets the totals outlive a scope. */
  void keepIn(Scope scope) {
    if (constant != null) {
      scope.keep(constant);
    }
    if (slack != null) {
      scope.keep(slack);
    }
  }

  /** The rows' lower bound, coefficients all gone; null for 0. */
  @Nullable NDArray lowerBound() {
    if (!rigorous || constant == null) {
      return constant == null && slack != null ? slack.neg() : constant;
    }
    if (terms > additions(network)) {
      throw new IllegalStateException(
          "a constant of " + terms + " terms, whose rounding was paid for " + additions(network));
    }
    NDArray lowered = slack == null ? constant : Rounding.down(constant.sub(slack));
    // NaN and +infinity come of overflow: nothing is known then.
    NDArray unknown = lowered.isNaN().logicalOr(lowered.isInfinite());
    return NDArrays.where(unknown, lowered.zerosLike().sub(Double.POSITIVE_INFINITY), lowered);
  }
}
