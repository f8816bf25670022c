package ai.faithful.ir.eval;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.Arrays;

/**
 * Maximum over windows, one spatial axis after another: the greatest element of a box of taps is
 * the greatest along each axis in turn.
 */
final class MaxPoolKernel implements Kernel {
  private final Op.MaxPool op;
  private final Shape x;
  private final Shape result;

  MaxPoolKernel(Op.MaxPool op, Shape x, Shape result) {
    this.op = op;
    this.x = x;
    this.result = result;
  }

  @Override
  public double[] apply(double[][] operands) {
    double[] values = operands[0];
    int[] dims = x.toArray();
    for (int axis = 2; axis < dims.length; axis++) {
      values = along(axis, values, dims);
      dims[axis] = result.dim(axis);
    }
    return values;
  }

  private double[] along(int axis, double[] in, int[] dims) {
    int outer = 1;
    int inner = 1;
    for (int i = 0; i < dims.length; i++) {
      outer *= i < axis ? dims[i] : 1;
      inner *= i > axis ? dims[i] : 1;
    }
    int extent = dims[axis];
    int count = result.dim(axis);
    int spatial = axis - 2;
    double[] out = new double[outer * count * inner];
    Arrays.fill(out, Double.NEGATIVE_INFINITY);
    for (int o = 0; o < outer * count; o++) {
      int first = o % count * op.strides().get(spatial) - op.padsBegin().get(spatial);
      for (int tap = 0; tap < op.kernel().get(spatial); tap++) {
        int at = first + tap * op.dilations().get(spatial);
        if (at >= 0 && at < extent) {
          int from = (o / count * extent + at) * inner;
          for (int i = 0; i < inner; i++) {
            out[o * inner + i] = Math.max(out[o * inner + i], in[from + i]);
          }
        }
      }
    }
    return out;
  }
}
