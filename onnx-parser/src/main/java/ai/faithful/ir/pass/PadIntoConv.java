package ai.faithful.ir.pass;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Zeros around the spatial axes of a convolution's input become the convolution's own padding. */
final class PadIntoConv implements Pass {
  @Override
  public String name() {
    return "pad into convolution";
  }

  @Override
  public Graph apply(Graph g) {
    return Rewriter.rewrite(g, PadIntoConv::fuse);
  }

  private static boolean fuse(Node node, Rewriter to) {
    if (!(node.op() instanceof Op.Conv conv)) {
      return false;
    }
    Optional<Node> before = to.producer(node.inputs().get(0));
    if (before.isEmpty()
        || !(before.get().op() instanceof Op.Pad pad)
        || pad.interior().stream().anyMatch(gap -> gap > 0)
        || pad.begin().subList(0, 2).stream().anyMatch(p -> p > 0)
        || pad.end().subList(0, 2).stream().anyMatch(p -> p > 0)) {
      return false;
    }
    Op.Conv padded =
        new Op.Conv(
            conv.strides(),
            added(conv.padsBegin(), pad.begin()),
            added(conv.padsEnd(), pad.end()),
            conv.dilations(),
            conv.group());
    to.replace(node, padded, before.get().inputs().get(0), node.inputs().get(1));
    return true;
  }

  private static List<Integer> added(List<Integer> spatial, List<Integer> all) {
    List<Integer> sums = new ArrayList<>();
    for (int i = 0; i < spatial.size(); i++) {
      sums.add(spatial.get(i) + all.get(2 + i));
    }
    return sums;
  }
}
