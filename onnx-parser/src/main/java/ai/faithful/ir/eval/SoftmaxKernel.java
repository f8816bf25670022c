package ai.faithful.ir.eval;

import ai.faithful.ir.Shape;

/** Softmax and its logarithm along one axis, shifted by the maximum against overflow. */
final class SoftmaxKernel {
  private SoftmaxKernel() {}

  static Kernel of(Shape shape, int axis, boolean logarithm) {
    int extent = shape.dim(axis);
    int step = shape.strides()[axis];
    return operands -> {
      double[] x = operands[0];
      double[] out = new double[x.length];
      for (int start = 0; start < x.length; start++) {
        if (start / step % extent == 0) {
          line(x, out, start, step, extent, logarithm);
        }
      }
      return out;
    };
  }

  private static void line(
      double[] x, double[] out, int start, int step, int extent, boolean logarithm) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < extent; i++) {
      max = Math.max(max, x[start + i * step]);
    }
    double sum = 0;
    for (int i = 0; i < extent; i++) {
      sum += Math.exp(x[start + i * step] - max);
    }
    double shift = max + Math.log(sum);
    for (int i = 0; i < extent; i++) {
      int at = start + i * step;
      out[at] = logarithm ? x[at] - shift : Math.exp(x[at] - max) / sum;
    }
  }
}
