package ai.faithful.verify.bound;

import ai.faithful.ir.Input;
import ai.faithful.ir.Op;
import ai.faithful.verify.rule.ActivationRule;
import ai.faithful.verify.rule.LinearRule;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Rule;
import ai.faithful.verify.rule.Site;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where interval arithmetic is exact up to rounding, so that no backward pass can improve on it:
 * values that are linear in distinct input elements through a single mixing operator.
 */
final class Exactness {
  private enum State {
    /** Every element depends on at most one input element, no two elements on the same. */
    SEPARATE,
    /** Every element is linear in independent elements: its interval is its range. */
    EXACT,
    LOOSE
  }

  private Exactness() {}

  /**
   * Names of the values whose intervals are exact.
   *
   * @param dependent names of inputs whose elements depend on one another: no boxes
   */
  static Set<String> exactValues(Network network, Set<String> dependent) {
    Map<String, State> states = new HashMap<>();
    for (Input input : network.graph().inputs()) {
      states.put(input.name(), dependent.contains(input.name()) ? State.LOOSE : State.SEPARATE);
    }
    for (Site site : network.sites()) {
      states.put(site.node().name(), state(site, states));
    }
    return states.entrySet().stream()
        .filter(entry -> entry.getValue() != State.LOOSE)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static State state(Site site, Map<String, State> states) {
    Rule rule = Network.rule(site);
    List<Integer> args = site.variables();
    State weakest = State.SEPARATE;
    for (int arg : args) {
      State operand = states.getOrDefault(site.node().inputs().get(arg), State.LOOSE);
      weakest = operand.compareTo(weakest) > 0 ? operand : weakest;
    }
    if (rule instanceof ActivationRule) {
      // An activation's interval is its range, but what is mixed after it is linear no more.
      return weakest;
    }
    if (!(rule instanceof LinearRule linear)) {
      return State.LOOSE;
    }
    if (args.size() > 1) {
      // Elements side by side keep their intervals; two operands may hold the same input element.
      return linear.rearranges() && weakest != State.LOOSE ? State.EXACT : State.LOOSE;
    }
    if (weakest == State.SEPARATE) {
      return mixes(site) || copies(site, args.get(0)) ? State.EXACT : State.SEPARATE;
    }
    return weakest == State.EXACT && !mixes(site) ? State.EXACT : State.LOOSE;
  }

  /** Whether an element of the result may depend on several of the operand. */
  private static boolean mixes(Site site) {
    Op op = site.node().op();
    return op instanceof Op.MatMul || op instanceof Op.Conv || op instanceof Op.ReduceSum;
  }

  /** Whether an element of the operand may appear several times in the result. */
  private static boolean copies(Site site, int arg) {
    Op op = site.node().op();
    if (op instanceof Op.Gather gather) {
      return new HashSet<>(gather.indices()).size() < gather.indices().size();
    }
    boolean places = op instanceof Op.Pad || op instanceof Op.Concat;
    return !places && site.shape(arg).size() != site.shape().size();
  }
}
