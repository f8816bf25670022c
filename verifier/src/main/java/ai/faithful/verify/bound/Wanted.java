package ai.faithful.verify.bound;

import ai.faithful.verify.rule.ActivationRule;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.PlaneRule;
import ai.faithful.verify.rule.Rule;
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

  /** By element, given the ends of its interval. */
  boolean[] mask(double[] lower, double[] upper) {
    boolean[] mask = new boolean[lower.length];
    for (ActivationRule rule : activations) {
      boolean[] improvable = rule.improvable(lower, upper);
      for (int i = 0; i < mask.length; i++) {
        mask[i] |= improvable[i];
      }
    }
    for (int i = 0; byPlanes && i < mask.length; i++) {
      mask[i] |= lower[i] < upper[i];
    }
    return mask;
  }
}
