package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.faithful.ir.Input;
import ai.faithful.ir.Op;
import ai.faithful.verify.rule.ActivationRule;
import ai.faithful.verify.rule.LinearRule;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The way back from values to the inputs, where it leads through convolutions, activations, sums,
 * products with constants and reshapes only.
 *
 * @param slots the maps of patches
 * @param starts by value that rows start at, its slot
 * @param nested starts that lie on the way back from others
 */
record PatchPlan(
    List<FeatureMap> slots,
    Map<String, Integer> starts,
    Set<String> nested,
    List<PatchStep> steps) {
  PatchPlan {
    slots = List.copyOf(slots);
    starts = Map.copyOf(starts);
    nested = Set.copyOf(nested);
    steps = List.copyOf(steps);
  }

  /**
   * Of values of a network, null if there is other than that on the way, or no convolution.
   *
   * @param held whether a value's lines may be known on a support only
   */
  @SuppressWarnings("try") // the scope frees what is made inside it
  static @Nullable PatchPlan of(Network network, Set<String> values, Predicate<String> held) {
    try (Scope scope = new Scope()) {
      Builder builder = new Builder(network, held, values);
      return builder.reachesInputs() ? builder.plan() : null;
    }
  }

  /** Whether there is a plan. */
  static boolean exists(Network network, Set<String> values, Predicate<String> held) {
    return new Builder(network, held, values).reachesInputs();
  }

  private static final class Builder {
    private final Network network;
    private final Predicate<String> held;
    private final Set<String> starts;
    private final Set<String> nested = new HashSet<>();
    private final List<Site> reversed = new ArrayList<>();
    private final Map<String, Integer> uses = new HashMap<>();
    private final Map<String, FeatureMap> maps = new HashMap<>();
    private final Map<String, Integer> slotOf = new HashMap<>();
    private final List<FeatureMap> slots = new ArrayList<>();
    private final List<PatchStep> steps = new ArrayList<>();

    private Builder(Network network, Predicate<String> held, Set<String> starts) {
      this.network = network;
      this.held = held;
      this.starts = starts;
      network.sites().forEach(reversed::add);
      Collections.reverse(reversed);
    }

    private boolean reachesInputs() {
      boolean convolves = false;
      for (Site site : reversed) {
        String name = site.node().name();
        if (starts.contains(name) && !start(name)) {
          return false;
        }
        FeatureMap own = maps.get(name);
        if (own != null) {
          if (!reach(site, own)) {
            return false;
          }
          convolves |= site.node().op() instanceof Op.Conv;
        }
      }
      for (Input input : network.graph().inputs()) {
        if (starts.contains(input.name()) && !start(input.name())) {
          return false;
        }
      }
      return convolves && maps.keySet().containsAll(starts);
    }

    private PatchPlan plan() {
      for (Site site : reversed) {
        if (maps.containsKey(site.node().name())) {
          addSteps(site, slot(site.node().name()));
        }
      }
      for (Input input : network.graph().inputs()) {
        if (maps.containsKey(input.name())) {
          steps.add(new PatchSteps.Minimum(slot(input.name()), input.name()));
        }
      }
      Map<String, Integer> startSlots = new HashMap<>();
      starts.forEach(value -> startSlots.put(value, slot(value)));
      return new PatchPlan(slots, startSlots, nested, steps);
    }

    /** Notes that rows start at a value; false if it is not for patches. */
    private boolean start(String value) {
      // The start is one more that adds to the value's coefficients.
      uses.merge(value, 1, Integer::sum);
      if (maps.containsKey(value)) {
        nested.add(value);
        return true;
      }
      FeatureMap map = FeatureMap.of(network.graph().shapeOf(value));
      if (map != null) {
        maps.put(value, map);
      }
      return map != null;
    }

    /** Notes what a node's operands are laid out as; false if it is not for patches. */
    private boolean reach(Site site, FeatureMap own) {
      Op op = site.node().op();
      boolean elementwise =
          op instanceof Op.Reshape
              || op instanceof Op.Add
              || op instanceof Op.Sub
              || (Network.rule(site) instanceof LinearRule
                  && (op instanceof Op.Mul || op instanceof Op.Div))
              || (Network.rule(site) instanceof ActivationRule && !held.test(site.node().name()));
      for (int arg : site.variables()) {
        FeatureMap operand = elementwise ? own : FeatureMap.of(site.shape(arg));
        boolean fits = elementwise && site.shape(arg).size() == site.shape().size();
        boolean looks =
            op instanceof Op.Conv && own.equals(FeatureMap.of(site.shape())) && arg == 0;
        String name = site.node().inputs().get(arg);
        if (!(fits || looks) || operand == null) {
          return false;
        }
        uses.merge(name, 1, Integer::sum);
        if (!operand.equals(maps.computeIfAbsent(name, n -> operand))) {
          return false;
        }
      }
      return true;
    }

    private int slot(String value) {
      return slotOf.computeIfAbsent(
          value,
          name -> {
            slots.add(Objects.requireNonNull(maps.get(name)));
            return slots.size() - 1;
          });
    }

    private void addSteps(Site site, int from) {
      Op op = site.node().op();
      if (Network.rule(site) instanceof LinearRule rule) {
        NDArray offset = rule.offset(site);
        if (offset != null) {
          steps.add(new PatchSteps.Offset(from, spread(offset, site)));
        }
      } else {
        steps.add(new PatchSteps.Activation(from, site));
      }
      if (op instanceof Op.Mul || op instanceof Op.Div) {
        NDArray constant = site.constant(site.isVariable(0) ? 1 : 0);
        steps.add(new PatchSteps.Scale(from, spread(constant, site), op instanceof Op.Div));
      }
      for (int arg : site.variables()) {
        String operand = site.node().inputs().get(arg);
        boolean negates = op instanceof Op.Sub && arg == 1;
        if (op instanceof Op.Conv conv) {
          convolve(from, operand, conv, site);
        } else if (!negates && site.variables().size() == 1 && uses.getOrDefault(operand, 0) == 1) {
          // The patch itself goes on.
          slotOf.put(operand, from);
        } else {
          steps.add(new PatchSteps.Sum(from, slot(operand), negates));
        }
      }
    }

    /** What others add to the operand is not to pass through the roundings of these sums. */
    private void convolve(int from, String operand, Op.Conv conv, Site site) {
      double[] kernel = doubles(site.constant(1));
      int to = slot(operand);
      boolean shared = uses.getOrDefault(operand, 0) > 1;
      int sums = to;
      if (shared) {
        sums = slots.size();
        slots.add(slots.get(to));
      }
      steps.add(new PatchConvolution(from, sums, conv, site.shape(1), kernel));
      if (shared) {
        steps.add(new PatchSteps.Sum(sums, to, false));
      }
    }

    private double[] spread(NDArray constant, Site site) {
      FeatureMap map = Objects.requireNonNull(maps.get(site.node().name()));
      return map.arranged(doubles(Layout.spread(constant, site)), 0);
    }

    private static double[] doubles(NDArray x) {
      return Layout.doubles(x);
    }
  }
}
