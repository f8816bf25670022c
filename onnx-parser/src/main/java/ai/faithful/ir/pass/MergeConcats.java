package ai.faithful.ir.pass;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Concat that is only joined further along the same axis is taken apart; a Concat of slices of
 * one value along the axis they were taken from is one Gather.
 */
final class MergeConcats implements Pass {
  @Override
  public String name() {
    return "merge concats";
  }

  @Override
  public Graph apply(Graph g) {
    return Rewriter.rewrite(g, MergeConcats::merge);
  }

  private static boolean merge(Node node, Rewriter to) {
    if (!(node.op() instanceof Op.Concat concat)) {
      return false;
    }
    Optional<Op.Gather> slices = slices(node, concat, to);
    if (slices.isPresent()) {
      String source = to.producer(node.inputs().get(0)).orElseThrow().inputs().get(0);
      to.replace(node, slices.get(), source);
      return true;
    }
    List<String> parts = new ArrayList<>();
    for (String input : node.inputs()) {
      Optional<Node> before = to.producer(input);
      if (before.isPresent() && before.get().op().equals(concat) && to.isReadOnce(input)) {
        parts.addAll(before.get().inputs());
      } else {
        parts.add(input);
      }
    }
    if (parts.size() == node.inputs().size()) {
      return false;
    }
    to.replace(node, concat, parts.toArray(String[]::new));
    return true;
  }

  /** The Gather that the operands are parts of, if they all are parts of one. */
  private static Optional<Op.Gather> slices(Node node, Op.Concat concat, Rewriter to) {
    List<Integer> indices = new ArrayList<>();
    String source = null;
    for (String input : node.inputs()) {
      Optional<Node> before = to.producer(input);
      if (before.isEmpty()
          || !(before.get().op() instanceof Op.Gather gather)
          || gather.axis() != concat.axis()
          || (source != null && !source.equals(before.get().inputs().get(0)))) {
        return Optional.empty();
      }
      source = before.get().inputs().get(0);
      indices.addAll(gather.indices());
    }
    return Optional.of(new Op.Gather(concat.axis(), indices));
  }
}
