package ai.faithful.verify.bound;

import ai.faithful.verify.rule.Network;

/** How much of the work goes into one backward pass. */
final class Passes {
  /**
   * The most numbers in one array of coefficients, 8 MiB in float64: larger ones fall out of the
   * caches, and their memory goes back to the system after every operation.
   */
  private static final long NUMBERS = 1L << 20;

  private Passes() {}

  /** The largest number of elements of a value that rows may pass through. */
  static long widest(Network network) {
    long widest = 1;
    for (ai.faithful.ir.Input input : network.graph().inputs()) {
      widest = Math.max(widest, input.shape().size());
    }
    for (ai.faithful.ir.Node node : network.graph().nodes()) {
      widest = Math.max(widest, node.shape().size());
    }
    return widest;
  }

  /** How many rows fit into a pass, at least 1, if one takes so many numbers. */
  static long rows(long numbers) {
    return Math.max(1, NUMBERS / Math.max(1, numbers));
  }
}
