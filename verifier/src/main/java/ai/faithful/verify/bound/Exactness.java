package ai.faithful.verify.bound;

import ai.faithful.ir.Op;
import ai.faithful.verify.rule.ActivationRule;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Site;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where interval arithmetic is exact up to rounding, so that no backward pass can improve on it:
 * values that are linear in distinct input elements through a single mixing operator.
 */
final class Exactness {
  private enum State {
    /** Every element depends on one input element, no two elements on the same. */
    SEPARATE,
    /** Every element is linear in independent elements: its interval is its range. */
    EXACT,
    LOOSE
  }

  private Exactness() {}

  /** Names of the values whose intervals are exact. */
  static Set<String> exactValues(Network network) {
    Map<String, State> states = new HashMap<>();
    network.graph().inputs().forEach(input -> states.put(input.name(), State.SEPARATE));
    for (Site site : network.sites()) {
      states.put(site.node().name(), state(site, states));
    }
    return states.entrySet().stream()
        .filter(entry -> entry.getValue() != State.LOOSE)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static State state(Site site, Map<String, State> states) {
    Op op = site.node().op();
    if (site.variables().size() != 1) {
      return State.LOOSE;
    }
    int arg = site.variables().get(0);
    State operand = states.get(site.node().inputs().get(arg));
    if (Network.rule(site) instanceof ActivationRule) {
      // An activation's interval is its range, but what is mixed after it is linear no more.
      return operand == null ? State.LOOSE : operand;
    }
    boolean mixes = op instanceof Op.MatMul || op instanceof Op.Conv || op instanceof Op.ReduceSum;
    boolean repeats = site.shape(arg).size() != site.shape().size();
    if (operand == State.SEPARATE) {
      return mixes || repeats ? State.EXACT : State.SEPARATE;
    }
    return operand == State.EXACT && !mixes ? State.EXACT : State.LOOSE;
  }
}
