package ai.faithful.ir.pass;

import ai.faithful.ir.Graph;

/** One rewrite of a graph: same inputs, same outputs, same real-number meaning. */
public interface Pass {
  /** A short name for listings. */
  String name();

  /** The rewritten graph; {@code g} itself if there is nothing to do. */
  Graph apply(Graph g);
}
