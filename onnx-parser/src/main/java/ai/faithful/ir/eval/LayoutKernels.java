package ai.faithful.ir.eval;

import ai.faithful.ir.Indexing;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.List;

/** Operations that move, repeat or surround elements and compute nothing. */
final class LayoutKernels {
  private LayoutKernels() {}

  static Kernel concat(Op.Concat op, List<Shape> operands, Shape result) {
    List<int[]> places = new ArrayList<>();
    int start = 0;
    for (Shape operand : operands) {
      places.add(Indexing.slab(operand, result, op.axis(), start));
      start += operand.dim(op.axis());
    }
    return x -> {
      double[] out = new double[result.size()];
      for (int k = 0; k < x.length; k++) {
        scatter(x[k], places.get(k), out);
      }
      return out;
    };
  }

  static Kernel pad(Op.Pad op, Shape x, Shape result) {
    int[] places = Indexing.padded(x, result, op.begin(), op.interior());
    return operands -> {
      double[] out = new double[result.size()];
      scatter(operands[0], places, out);
      return out;
    };
  }

  /** The elements found at the given positions. */
  static Kernel picked(int[] from) {
    return operands -> {
      double[] x = operands[0];
      double[] out = new double[from.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = x[from[i]];
      }
      return out;
    };
  }

  private static void scatter(double[] x, int[] places, double[] out) {
    for (int i = 0; i < places.length; i++) {
      out[places[i]] = x[i];
    }
  }
}
