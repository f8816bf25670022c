package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.Scope;

/**
 * What the rows of a pass pay for rounding, and where: all of it where they start, or as far as the
 * next tolls or stops, and the rest there (see {@link RoundingCosts}).
 */
final class Payments {
  private final BackwardPass pass;
  private final Relaxation relaxation;
  private final boolean choosing;

  /** Whether some rows pay only for a part of their way when they start, and the rest at tolls. */
  private boolean tolled;

  /** Likewise, at stops. */
  private boolean stopping;

  Payments(BackwardPass pass) {
    this.pass = pass;
    this.relaxation = pass.relaxation();
    this.choosing = pass.slopes().chosen();
  }

  /** Whether all rows have paid for their whole way. */
  boolean isOver() {
    return !tolled && !stopping;
  }

  /** Pays for rows that start on a value; if that is a toll, they pay there. */
  void payAtStart(String value, Coefficients a) {
    if (!relaxation.rigorous()) {
      return;
    }
    UniformCost uniform = uniformCost(value);
    tolled |= !uniform.isSmall();
    try (Scope scope = new Scope()) {
      if (uniform.isSmall()) {
        pass.totals().addSlack(norm(a), uniform);
      } else if (!relaxation.isToll(value, choosing)) {
        pay(value, a);
      }
      pass.totals().keepIn(scope);
    }
  }

  /**
   * Pays for rows that start with one element of a value each, if that is a small matter.
   *
   * @return whether it was
   */
  boolean payForElements(String value) {
    UniformCost uniform = uniformCost(value);
    if (uniform.isSmall()) {
      pass.totals().addSlack(uniform);
    }
    return uniform.isSmall();
  }

  /** What rows on a value pay where they start: all of it, or as far as the next stops. */
  private UniformCost uniformCost(String value) {
    UniformCost all = relaxation.uniformCost(value, choosing);
    if (all.isSmall()) {
      return all;
    }
    UniformCost stretch = relaxation.stretchCost(value, choosing);
    stopping |= stretch.isSmall();
    return stretch;
  }

  /** Pays at a toll, or a stop; where rows of both kinds meet, at both. */
  void payOnTheWay(String value, Coefficients from) {
    boolean toll = isDueAtToll(value);
    boolean stop = isDueAtStop(value);
    if (toll || stop) {
      try (Scope scope = new Scope()) {
        if (toll) {
          pay(value, from);
        }
        if (stop) {
          pass.totals().addSlack(norm(from), relaxation.stretchCost(value, choosing));
        }
        pass.totals().keepIn(scope);
      }
    }
  }

  /** Whether rows pay element by element at a value that they get to. */
  boolean isDueAtToll(String value) {
    return tolled && relaxation.isToll(value, choosing);
  }

  /** Whether rows pay by their norms at a value that they get to. */
  boolean isDueAtStop(String value) {
    return stopping && relaxation.isStop(value, choosing);
  }

  /** Sums of magnitudes, {@code [B, R]}. */
  private NDArray norm(Coefficients a) {
    return pass.byRow(a.array()).abs().sum(new int[] {2});
  }

  /** Pays for what the pass does to coefficients from a value on, element by element. */
  private void pay(String value, Coefficients a) {
    RoundingCost cost =
        a.support() == null
            ? relaxation.fullCost(value, choosing)
            : relaxation.cost(value, choosing);
    NDArray added =
        RowProducts.upward(pass.byRow(a.array()).abs(), cost.weights()).add(cost.underflow());
    Precision precision = relaxation.network().precision();
    pass.totals().addSlack(added.mul(Rounding.inflation(1, precision)));
  }
}
