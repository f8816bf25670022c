package ai.faithful.ir.pass;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Drops nodes and constants that no output depends on. Inputs stay. */
final class RemoveDeadCode implements Pass {
  @Override
  public String name() {
    return "remove dead code";
  }

  @Override
  public Graph apply(Graph g) {
    Set<String> live = new HashSet<>(g.outputs());
    List<Node> kept = new ArrayList<>();
    for (int i = g.nodes().size() - 1; i >= 0; i--) {
      Node node = g.nodes().get(i);
      if (live.contains(node.name())) {
        kept.add(node);
        live.addAll(node.inputs());
      }
    }
    Collections.reverse(kept);
    Map<String, Constant> constants = new LinkedHashMap<>(g.constants());
    constants.keySet().retainAll(live);
    boolean same = kept.size() == g.nodes().size() && constants.size() == g.constants().size();
    return same ? g : new Graph(g.name(), g.inputs(), constants, kept, g.outputs());
  }
}
