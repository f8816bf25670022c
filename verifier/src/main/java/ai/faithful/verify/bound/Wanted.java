package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.faithful.verify.rule.ActivationRule;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.PlaneRule;
import ai.faithful.verify.rule.Rule;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.ArrayList;
import java.util.List;

/** Which elements of a value some node would have a tighter relaxation for, if it knew more. */
final class Wanted {
  private final List<ActivationRule> activations = new ArrayList<>();
  private boolean byPlanes;

  private Wanted() {}

  static Wanted of(Network network, String value) {
    Wanted wanted = new Wanted();
    for (Site site : network.sites()) {
      if (site.node().inputs().contains(value)) {
        Rule rule = Network.rule(site);
        if (rule instanceof ActivationRule activation) {
          wanted.activations.add(activation);
        } else if (rule instanceof PlaneRule) {
          wanted.byPlanes = true;
        }
      }
    }
    return wanted;
  }

  /** By element, in row-major order; arrays of any shape. */
  @SuppressWarnings("try") // the scope frees what is made inside it
  boolean[] mask(NDArray lower, NDArray upper) {
    boolean[] mask = new boolean[Math.toIntExact(lower.size())];
    try (Scope scope = new Scope()) {
      activations.forEach(rule -> or(mask, rule.improvable(lower, upper)));
      if (byPlanes) {
        or(mask, lower.lt(upper));
      }
    }
    return mask;
  }

  private static void or(boolean[] mask, NDArray more) {
    boolean[] found = more.toBooleanArray();
    for (int i = 0; i < mask.length; i++) {
      mask[i] |= found[i];
    }
  }
}
