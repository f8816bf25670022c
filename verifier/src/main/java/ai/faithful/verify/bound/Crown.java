package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.faithful.verify.rule.ActivationRule;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Linear bound propagation, backward (THEORY 5.1 to 5.4). */
public final class Crown {
  private Crown() {}

  /**
   * Boxes of all variable values: interval arithmetic, and where that leaves the sign of a
   * pre-activation undecided a backward pass, the two intersected.
   *
   * @param inputs a box for each graph input, in the network's precision
   * @return by value name, the inputs included; new arrays belong to the manager of the first input
   */
  public static Map<String, Box> intermediate(
      Network network, Map<String, Box> inputs, Rounding rounding) {
    Map<String, Box> boxes = new LinkedHashMap<>(inputs);
    Set<String> refinable = preActivations(network);
    refinable.removeAll(Exactness.exactValues(network));
    try (Scope scope = new Scope();
        Relaxation relaxation = new Relaxation(network, boxes, rounding)) {
      for (Site site : network.sites()) {
        String value = site.node().name();
        Box box = IntervalBounds.step(site, boxes, rounding);
        if (refinable.contains(value)) {
          box = Refinement.of(relaxation, value, box);
        }
        boxes.put(value, box);
        hand(scope, box.lower(), inputs);
        hand(scope, box.upper(), inputs);
      }
    }
    return boxes;
  }

  /**
   * Lower bounds of affine functions of a network's values over its input boxes. Differentiable in
   * the network's parameters (and in the boxes' and rows' arrays) with {@link Rounding#NONE}.
   *
   * @param intermediate boxes of all variable values, from {@link #intermediate} or {@link
   *     IntervalBounds#compute}
   * @return {@code [B, R]}, -infinity where nothing is known; belongs to the manager of the rows'
   *     constant
   */
  public static NDArray lowerBound(
      Network network, Map<String, Box> intermediate, Rows rows, Rounding rounding) {
    try (Scope scope = new Scope();
        Relaxation relaxation = new Relaxation(network, intermediate, rounding)) {
      long regions = rows.regions();
      long count = rows.count();
      BackwardPass pass = new BackwardPass(relaxation, regions, count);
      // The pass closes what it has used: it gets handles of its own.
      pass.addConstant(rows.constant().reshape(regions, count));
      rows.coefficients()
          .forEach(
              (value, a) -> {
                Shape shape = a.getShape();
                pass.add(value, a.reshape(new Shape(regions * count).addAll(shape.slice(2))));
              });
      NDArray bound = scope.keep(pass.lowerBound());
      bound.attach(rows.constant().getManager());
      return bound;
    }
  }

  private static Set<String> preActivations(Network network) {
    Set<String> values = new HashSet<>();
    for (Site site : network.sites()) {
      if (Network.rule(site) instanceof ActivationRule) {
        values.add(site.node().inputs().get(0));
      }
    }
    return values;
  }

  private static void hand(Scope scope, NDArray array, Map<String, Box> inputs) {
    scope.keep(array);
    array.attach(inputs.values().iterator().next().lower().getManager());
  }
}
