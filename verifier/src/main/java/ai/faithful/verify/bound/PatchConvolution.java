package ai.faithful.verify.bound;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.List;

/**
 * A step back through a convolution: each coefficient adds a kernel to where it looked.
 * Coefficients that are 0, as below dead neurons, cost nothing. A term of a sum passes through at
 * most M/group x taps roundings, those of any order of summation.
 */
final class PatchConvolution implements PatchStep {
  private final int from;
  private final int to;

  /** {@code [M, kh, kw, C/group]}. */
  private final double[] kernel;

  private final int outputs;
  private final int channels;
  private final int height;
  private final int width;
  private final int group;
  private final int[] stride;
  private final int[] pad;
  private final int[] dilation;

  /**
   * Between two slots.
   *
   * @param shape of the kernel, {@code [M, C/group, k..]}
   * @param elements row-major
   */
  PatchConvolution(int from, int to, Op.Conv op, Shape shape, double[] elements) {
    this.from = from;
    this.to = to;
    this.outputs = shape.dim(0);
    this.channels = shape.dim(1);
    this.height = shape.rank() == 3 ? 1 : shape.dim(2);
    this.width = shape.dim(-1);
    this.group = op.group();
    this.stride = plane(op.strides(), 1);
    this.pad = plane(op.padsBegin(), 0);
    this.dilation = plane(op.dilations(), 1);
    this.kernel = new double[elements.length];
    FeatureMap taps = new FeatureMap(channels, height, width);
    for (int m = 0; m < outputs; m++) {
      double[] own = taps.arranged(elements, m * taps.size());
      System.arraycopy(own, 0, kernel, m * taps.size(), taps.size());
    }
  }

  /** For lines and columns; a convolution over one axis has one line. */
  private static int[] plane(List<Integer> byAxis, int otherwise) {
    return byAxis.size() == 1
        ? new int[] {otherwise, byAxis.get(0)}
        : new int[] {byAxis.get(0), byAxis.get(1)};
  }

  @Override
  public void back(PatchRow row) {
    Patch source = row.patch(from);
    if (source.isEmpty()) {
      return;
    }
    Patch target = row.patch(to);
    target.include(
        first(source.top(), 0),
        first(source.bottom() - 1, 0) + dilation[0] * (height - 1) + 1,
        first(source.left(), 1),
        first(source.right() - 1, 1) + dilation[1] * (width - 1) + 1);
    Point point = new Point(source, target);
    for (int y = source.top(); y < source.bottom(); y++) {
      for (int x = source.left(); x < source.right(); x++) {
        point.back(y, x);
      }
    }
  }

  /** The padded input position of an output's first tap. */
  private int first(int output, int axis) {
    return stride[axis] * output - pad[axis];
  }

  /** A step back from one point of the output at a time. */
  private final class Point {
    private final double[] a;
    private final double[] x;
    private final FeatureMap out;
    private final FeatureMap in;

    /** Coefficients of a point that are not 0, and where their kernels start. */
    private final double[] weights = new double[outputs / group];

    private final int[] kernels = new int[outputs / group];

    private Point(Patch source, Patch target) {
      this.a = source.array();
      this.x = target.array();
      this.out = source.map();
      this.in = target.map();
    }

    private void back(int row, int column) {
      int own = outputs / group;
      int at = (row * out.width() + column) * outputs;
      for (int g = 0; g < group; g++) {
        int count = 0;
        for (int m = g * own; m < (g + 1) * own; m++) {
          if (a[at + m] != 0) {
            weights[count] = a[at + m];
            kernels[count++] = m * height * width * channels;
          }
        }
        if (count > 0) {
          spread(row, column, g, count);
        }
      }
    }

    private void spread(int row, int column, int g, int count) {
      int top = first(row, 0);
      int left = first(column, 1);
      int tapFrom = left >= 0 ? 0 : (-left + dilation[1] - 1) / dilation[1];
      int tapTo = Math.min(width, (in.width() - left + dilation[1] - 1) / dilation[1]);
      // Taps side by side are one run.
      boolean joined = group == 1 && dilation[1] == 1;
      int run = (joined ? Math.max(0, tapTo - tapFrom) : 1) * channels;
      int step = joined ? width : 1;
      for (int i = 0; i < height; i++) {
        int y = top + dilation[0] * i;
        if (y < 0 || y >= in.height()) {
          continue;
        }
        for (int j = tapFrom; j < tapTo; j += step) {
          int point = y * in.width() + left + dilation[1] * j;
          add(x, point * in.channels() + g * channels, run, (i * width + j) * channels, count);
        }
      }
    }

    /** Adds the same run of several kernels, four at a time, each with its weight. */
    private void add(double[] sum, int at, int run, int shift, int count) {
      double[] w = kernel;
      int k = 0;
      for (; k + 4 <= count; k += 4) {
        double w0 = weights[k];
        double w1 = weights[k + 1];
        double w2 = weights[k + 2];
        double w3 = weights[k + 3];
        int k0 = kernels[k] + shift;
        int k1 = kernels[k + 1] + shift;
        int k2 = kernels[k + 2] + shift;
        int k3 = kernels[k + 3] + shift;
        for (int j = 0; j < run; j++) {
          sum[at + j] += (w0 * w[k0 + j] + w1 * w[k1 + j]) + (w2 * w[k2 + j] + w3 * w[k3 + j]);
        }
      }
      for (; k < count; k++) {
        double w0 = weights[k];
        int k0 = kernels[k] + shift;
        for (int j = 0; j < run; j++) {
          sum[at + j] += w0 * w[k0 + j];
        }
      }
    }
  }
}
