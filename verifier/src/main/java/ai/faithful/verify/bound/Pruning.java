package ai.faithful.verify.bound;

import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Site;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which values of a network may be held on the {@link Support} of a rectified layer: the chain from
 * a matrix product through additions of constants and reshapes to a ReLU, and the reshapes of its
 * result. Between two such layers a row needs only the block of the matrix that belongs to both
 * supports.
 */
final class Pruning {
  private final Map<String, String> before = new HashMap<>();
  private final Map<String, String> after = new HashMap<>();

  private Pruning() {}

  static Pruning of(Network network) {
    Pruning pruning = new Pruning();
    Map<String, Integer> uses = new HashMap<>();
    for (Node node : network.graph().nodes()) {
      node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
    }
    network.graph().outputs().forEach(output -> uses.merge(output, 1, Integer::sum));
    for (Site site : network.sites()) {
      if (site.node().op() instanceof Op.Relu) {
        pruning.addChain(network, site, uses);
      } else if (site.node().op() instanceof Op.Reshape) {
        String layer = pruning.after.get(site.node().inputs().get(0));
        if (layer != null) {
          pruning.after.put(site.node().name(), layer);
        }
      }
    }
    return pruning;
  }

  /** Adds the values before a ReLU, if they lead to a product and serve nothing else. */
  private void addChain(Network network, Site relu, Map<String, Integer> uses) {
    Map<String, String> chain = new HashMap<>();
    String layer = relu.node().name();
    String value = relu.node().inputs().get(0);
    while (true) {
      Site site = network.producer(value);
      if (site == null || uses.getOrDefault(value, 0) != 1) {
        return;
      }
      chain.put(value, layer);
      if (isDense(site)) {
        before.putAll(chain);
        after.put(layer, layer);
        return;
      }
      if (!(site.node().op() instanceof Op.Reshape) && !addsConstant(site)) {
        return;
      }
      value = site.node().inputs().get(site.variables().get(0));
    }
  }

  /** The name of the ReLU whose support holds a value, null if there is none. */
  @Nullable String layer(String value) {
    String layer = after.get(value);
    return layer == null ? before.get(value) : layer;
  }

  /** A row times a matrix of constants. */
  static boolean isDense(Site site) {
    return site.node().op() instanceof Op.MatMul
        && site.variables().size() == 1
        && site.isVariable(0)
        && site.shape(1).rank() == 2
        && site.shape(0).rank() >= 1
        && site.shape(0).size() == site.shape(0).dim(-1);
  }

  /** The sum with, or difference from, a constant that repeats no variable. */
  static boolean addsConstant(Site site) {
    return (site.node().op() instanceof Op.Add || site.node().op() instanceof Op.Sub)
        && site.variables().size() == 1
        && site.shape(site.variables().get(0)).size() == site.shape().size();
  }
}
