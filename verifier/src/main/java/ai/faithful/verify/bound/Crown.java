package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.faithful.verify.rule.LinearRule;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

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
    Map<String, Box> boxes = new LinkedHashMap<>();
    inputs.forEach((name, region) -> boxes.put(name, region.box()));
    NDManager manager = boxes.values().iterator().next().lower().getManager();
    Set<String> refinable = preActivations(network);
    refinable.removeAll(Exactness.exactValues(network, dependent(inputs)));
    try (Scope scope = new Scope();
        Relaxation relaxation = new Relaxation(network, inputs, boxes, rounding, true)) {
      for (Site site : network.sites()) {
        String value = site.node().name();
        Box box = IntervalBounds.step(site, boxes, rounding);
        if (refinable.contains(value)) {
          box = Refinement.of(relaxation, value, box);
        }
        boxes.put(value, box);
        hand(scope, box.lower(), manager);
        hand(scope, box.upper(), manager);
      }
    }
    return boxes;
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
    long regions = rows.regions();
    long count = rows.count();
    NDManager manager = rows.constant().getManager();
    try (Scope scope = new Scope();
        Relaxation relaxation =
            new Relaxation(
                network, inputs, intermediate, rounding, rounding == Rounding.RIGOROUS)) {
      // Training keeps all coefficients for its gradient anyway.
      long atOnce =
          rounding == Rounding.NONE
              ? regions
              : Passes.rows(Math.max(1, count) * Passes.widest(network));
      NDList parts = new NDList();
      for (long from = 0; from < regions; from += atOnce) {
        long to = Math.min(regions, from + atOnce);
        parts.add(to - from == regions ? all(relaxation, rows) : some(relaxation, rows, from, to));
      }
      NDArray bound = parts.size() == 1 ? parts.get(0) : NDArrays.concat(parts);
      scope.keep(bound);
      bound.attach(manager);
      return bound;
    }
  }

  private static NDArray some(Relaxation relaxation, Rows rows, long from, long to) {
    NDIndex slice = new NDIndex().addSliceDim(from, to);
    try (Scope scope = new Scope();
        Relaxation some = relaxation.of(LongStream.range(from, to).toArray())) {
      Map<String, NDArray> coefficients = new HashMap<>();
      rows.coefficients().forEach((value, a) -> coefficients.put(value, a.get(slice)));
      Rows part = new Rows(coefficients, rows.constant().get(slice));
      return scope.keep(all(some, part));
    }
  }

  private static NDArray all(Relaxation relaxation, Rows rows) {
    try (Scope scope = new Scope()) {
      long count = rows.count();
      BackwardPass pass = new BackwardPass(relaxation, count);
      // The pass closes what it has used: it gets handles of its own.
      pass.addConstant(rows.constant().reshape(rows.regions(), count));
      rows.coefficients()
          .forEach(
              (value, a) -> {
                Shape each = a.getShape().slice(2);
                pass.add(value, a.reshape(new Shape(rows.regions() * count).addAll(each)));
              });
      return scope.keep(pass.lowerBound());
    }
  }

  private static Set<String> dependent(Map<String, ? extends Concretizer> inputs) {
    Set<String> names = new HashSet<>();
    inputs.forEach(
        (name, region) -> {
          if (!(region instanceof Box)) {
            names.add(name);
          }
        });
    return names;
  }

  private static Set<String> preActivations(Network network) {
    Set<String> values = new HashSet<>();
    for (Site site : network.sites()) {
      if (!(Network.rule(site) instanceof LinearRule)) {
        site.variables().forEach(arg -> values.add(site.node().inputs().get(arg)));
      }
    }
    return values;
  }

  private static void hand(Scope scope, NDArray array, NDManager manager) {
    scope.keep(array);
    array.attach(manager);
  }
}
