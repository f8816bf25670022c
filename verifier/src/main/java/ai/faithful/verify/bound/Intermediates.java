package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.faithful.verify.rule.LinearRule;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Boxes of all variable values of a network over regions: intervals, and where a nonlinear node
 * reads a value, the bounds of a method that goes back to the inputs as well (THEORY 5).
 */
final class Intermediates {
  private final LinearBounds engine;
  private final Network network;
  private final Map<String, ? extends Concretizer> inputs;
  private final Method method;

  Intermediates(LinearBounds engine, Map<String, ? extends Concretizer> inputs, Method method) {
    this.engine = engine;
    this.network = engine.network();
    this.inputs = inputs;
    this.method = method;
  }

  /** By value name; new arrays belong to the manager of the first input. */
  Map<String, Box> compute() {
    Map<String, Box> boxes = new LinkedHashMap<>();
    inputs.forEach((name, region) -> boxes.put(name, region.box()));
    Set<String> refinable = new HashSet<>();
    if (method.refines() || method == Method.FORWARD) {
      refinable.addAll(preActivations());
      refinable.removeAll(Exactness.exactValues(network, dependent()));
      refinable.removeAll(inputs.keySet());
    }
    Box first = boxes.values().iterator().next();
    if (method == Method.FORWARD) {
      return new ForwardBounds(engine, (int) first.batch())
          .intermediate(inputs, refinable, engine.rounding());
    }
    NDManager manager = first.lower().getManager();
    Network on = method == Method.ALPHA_CROWN ? engine.searching() : null;
    Relaxation relaxation = new Relaxation(network, inputs, boxes, engine.rounding(), true);
    try (Scope scope = new Scope()) {
      for (Site site : network.sites()) {
        String value = site.node().name();
        Box box = IntervalBounds.step(network, site, boxes, engine.rounding());
        if (refinable.contains(value)) {
          box = Refinement.of(engine, relaxation, value, box, on);
        }
        boxes.put(value, box);
        hand(scope, box.lower(), manager);
        hand(scope, box.upper(), manager);
      }
    } finally {
      engine.recent().keep(relaxation, inputs, boxes);
    }
    return boxes;
  }

  /** Regions whose elements do not vary independently. */
  private Set<String> dependent() {
    return inputs.entrySet().stream()
        .filter(entry -> !(entry.getValue() instanceof Box))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private Set<String> preActivations() {
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
