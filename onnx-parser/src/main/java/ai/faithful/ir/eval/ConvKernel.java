package ai.faithful.ir.eval;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;

/**
 * Cross-correlation over any number of spatial axes: for each weight, its product with the shifted
 * input plane is added to the output plane, row by row along the last axis.
 */
final class ConvKernel implements Kernel {
  private final int spatial;
  private final int[] in;
  private final int[] out;
  private final int[] kernel;
  private final int[] stride;
  private final int[] pad;
  private final int[] dilation;
  private final int batch;
  private final int channelsIn;
  private final int channelsOut;
  private final int group;

  ConvKernel(Op.Conv op, Shape x, Shape w, Shape y) {
    spatial = x.rank() - 2;
    in = new int[spatial];
    out = new int[spatial];
    kernel = new int[spatial];
    stride = new int[spatial];
    pad = new int[spatial];
    dilation = new int[spatial];
    for (int i = 0; i < spatial; i++) {
      in[i] = x.dim(2 + i);
      out[i] = y.dim(2 + i);
      kernel[i] = w.dim(2 + i);
      stride[i] = op.strides().get(i);
      pad[i] = op.padsBegin().get(i);
      dilation[i] = op.dilations().get(i);
    }
    batch = x.dim(0);
    channelsIn = x.dim(1);
    channelsOut = w.dim(0);
    group = op.group();
  }

  @Override
  public double[] apply(double[][] operands) {
    double[] x = operands[0];
    double[] w = operands[1];
    int planeIn = product(in);
    int planeOut = product(out);
    int taps = product(kernel);
    int perGroupIn = channelsIn / group;
    int perGroupOut = channelsOut / group;
    double[] y = new double[batch * channelsOut * planeOut];
    for (int n = 0; n < batch; n++) {
      for (int m = 0; m < channelsOut; m++) {
        int to = (n * channelsOut + m) * planeOut;
        int first = m / perGroupOut * perGroupIn;
        for (int c = 0; c < perGroupIn; c++) {
          int from = (n * channelsIn + first + c) * planeIn;
          for (int tap = 0; tap < taps; tap++) {
            double weight = w[(m * perGroupIn + c) * taps + tap];
            if (weight != 0) {
              tap(x, from, y, to, weight, tap);
            }
          }
        }
      }
    }
    return y;
  }

  /** Adds weight times the input plane, as one tap of the kernel sees it, to the output plane. */
  private void tap(double[] x, int from, double[] y, int to, double weight, int tap) {
    int[] shift = new int[spatial];
    int[] low = new int[spatial];
    int[] high = new int[spatial];
    int rest = tap;
    for (int i = spatial - 1; i >= 0; i--) {
      shift[i] = rest % kernel[i] * dilation[i] - pad[i];
      rest /= kernel[i];
      // Output positions o whose input position o * stride + shift lies in [0, in).
      low[i] = shift[i] >= 0 ? 0 : (stride[i] - 1 - shift[i]) / stride[i];
      high[i] = Math.min(out[i], Math.floorDiv(in[i] - 1 - shift[i], stride[i]) + 1);
      if (low[i] >= high[i]) {
        return;
      }
    }
    int last = spatial - 1;
    int[] at = low.clone();
    while (true) {
      int rowIn = from;
      int rowOut = to;
      int stepIn = 1;
      int stepOut = 1;
      for (int i = last; i >= 0; i--) {
        int o = i == last ? low[i] : at[i];
        rowIn += (o * stride[i] + shift[i]) * stepIn;
        rowOut += o * stepOut;
        stepIn *= in[i];
        stepOut *= out[i];
      }
      row(x, rowIn, stride[last], y, rowOut, high[last] - low[last], weight);
      int axis = last - 1;
      while (axis >= 0 && ++at[axis] == high[axis]) {
        at[axis] = low[axis];
        axis--;
      }
      if (axis < 0) {
        return;
      }
    }
  }

  private static void row(
      double[] x, int from, int step, double[] y, int to, int count, double weight) {
    if (step == 1) {
      for (int i = 0; i < count; i++) {
        y[to + i] += weight * x[from + i];
      }
    } else {
      for (int i = 0; i < count; i++) {
        y[to + i] += weight * x[from + i * step];
      }
    }
  }

  private static int product(int[] extents) {
    int product = 1;
    for (int e : extents) {
      product *= e;
    }
    return product;
  }
}
