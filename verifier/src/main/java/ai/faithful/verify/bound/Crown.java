package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Scope;
import java.util.Map;

/** Linear bound propagation, backward (THEORY 5.1 to 5.4). */
public final class Crown {
  private Crown() {}

  /**
   * Boxes of all variable values: interval arithmetic, and where that leaves the sign of a
   * pre-activation undecided a backward pass, the two intersected.
   *
   * @param inputs the regions of each graph input, in the network's precision
   * @return by value name, the inputs included; new arrays belong to the manager of the first input
   */
  public static Map<String, Box> intermediate(
      Network network, Map<String, ? extends Concretizer> inputs, Rounding rounding) {
    try (LinearBounds bounds = new LinearBounds(network, null, BoundSettings.CROWN, rounding)) {
      return bounds.intermediate(inputs);
    }
  }

  /**
   * As {@link #lowerBound(Network, Map, Map, Rows, Rounding)} over the input boxes themselves.
   *
   * @param intermediate boxes of all variable values, the inputs included
   */
  public static NDArray lowerBound(
      Network network, Map<String, Box> intermediate, Rows rows, Rounding rounding) {
    return lowerBound(network, Map.of(), intermediate, rows, rounding);
  }

  /**
   * Lower bounds of affine functions of a network's values over input regions. Differentiable in
   * the network's parameters (and in the boxes' and rows' arrays) with {@link Rounding#NONE}.
   *
   * @param inputs the regions of graph inputs; one that is not named is its box
   * @param intermediate boxes of all variable values, from {@link #intermediate} or {@link
   *     IntervalBounds#compute}
   * @return {@code [B, R]}, -infinity where nothing is known; belongs to the manager of the rows'
   *     constant
   */
  public static NDArray lowerBound(
      Network network,
      Map<String, ? extends Concretizer> inputs,
      Map<String, Box> intermediate,
      Rows rows,
      Rounding rounding) {
    if (rounding == Rounding.RIGOROUS) {
      try (LinearBounds bounds = new LinearBounds(network, null, BoundSettings.CROWN, rounding)) {
        return bounds.lowerBound(inputs, intermediate, rows);
      }
    }
    // In one pass: training keeps all coefficients for its gradient anyway.
    try (Scope scope = new Scope();
        Relaxation relaxation = new Relaxation(network, inputs, intermediate, rounding, false)) {
      BackwardPass pass = new BackwardPass(relaxation, rows.count());
      rows.plant(pass);
      NDArray bound = scope.keep(pass.lowerBound());
      bound.attach(rows.constant().getManager());
      return bound;
    }
  }
}
