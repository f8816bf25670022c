package ai.faithful.verify.bound;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;

/**
 * Scalars that ONNX Runtime may take for another number: where it makes one operator of the parts
 * of a Gelu, it takes constants up to 1e-5 off for the 1, 1/2 and sqrt 2 that it looks for, and
 * computes with these. The same is allowed for, as a precaution, of an attention's scale, the
 * square root of a head's size. Such a constant counts as so many roundings.
 */
final class NearConstants {
  /** More than the runtime allows, for squares. */
  private static final double NEAR = 0x1p-14;

  /** Greatest size of a head. */
  private static final double LARGEST = 1 << 12;

  private final Graph graph;
  private final boolean fused;

  private NearConstants(Graph graph, boolean fused) {
    this.graph = graph;
    this.fused = fused;
  }

  static NearConstants of(Graph graph) {
    return new NearConstants(graph, graph.nodes().stream().anyMatch(NearConstants::isFused));
  }

  private static boolean isFused(Node node) {
    return node.op() instanceof Op.Softmax
        || (node.op() instanceof Op.Elementwise e && e.function() instanceof ScalarFunction.Erf);
  }

  /** Roundings of a node's terms that cover what may be taken for its constant. */
  int roundings(Node node) {
    int most = 0;
    if (fused && (node.op() instanceof Op.Add || isScale(node.op()))) {
      for (String operand : node.inputs()) {
        Constant constant = graph.constants().get(operand);
        if (constant != null && constant.value().size() == 1) {
          double square = Math.pow(constant.value().at(0), 2);
          most = Math.max(most, Math.max(roundings(square), roundings(1 / square)));
        }
      }
    }
    return most;
  }

  private static boolean isScale(Op op) {
    return op instanceof Op.Mul || op instanceof Op.Div;
  }

  /** For the root of this, if it is near to that of an integer: half as far from it. */
  private static int roundings(double square) {
    double whole = Math.rint(square);
    double off = Math.abs(square / whole - 1);
    return whole >= 1 && whole <= LARGEST && off <= NEAR ? 2 + (int) (off * 0x1p23) : 0;
  }
}
