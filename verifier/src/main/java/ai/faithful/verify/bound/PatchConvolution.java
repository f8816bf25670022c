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
  /** Kernels that are added at a time. */
  private static final int SIDE_BY_SIDE = 4;

  private final int from;
  private final int to;

  /** By output channel, {@code [kh, kw, C/group]}. */
  private final double[][] kernels;

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
    FeatureMap taps = new FeatureMap(channels, height, width);
    this.kernels = new double[outputs][];
    for (int m = 0; m < outputs; m++) {
      kernels[m] = taps.arranged(elements, m * taps.size());
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

    /** Coefficients of a point that are not 0, and their kernels. */
    private final double[] weights = new double[outputs / group + SIDE_BY_SIDE];

    private final double[][] weighed = new double[outputs / group + SIDE_BY_SIDE][];

    /** What lies under the kernel: an array of its own, as the compiler vectorises no shifts. */
    private final double[] under = new double[height * width * channels];

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
            weighed[count++] = kernels[m];
          }
        }
        if (count > 0) {
          copy(row, column, g, true);
          add(count);
          copy(row, column, g, false);
        }
      }
    }

    /** Copies what lies under the kernel, there or back; taps outside of the map see nothing. */
    private void copy(int row, int column, int g, boolean there) {
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
          int at = point * in.channels() + g * channels;
          int tap = (i * width + j) * channels;
          if (there) {
            System.arraycopy(x, at, under, tap, run);
          } else {
            System.arraycopy(under, tap, x, at, run);
          }
        }
      }
    }

    /** Adds the kernels, each with its weight; some more with weight 0 change nothing. */
    private void add(int count) {
      if (count == 1) {
        add(under, weighed[0], weights[0]);
        return;
      }
      for (int k = count; k % SIDE_BY_SIDE != 0; k++) {
        weights[k] = 0;
        weighed[k] = weighed[0];
      }
      for (int k = 0; k < count; k += SIDE_BY_SIDE) {
        add(
            under,
            weighed[k],
            weights[k],
            weighed[k + 1],
            weights[k + 1],
            weighed[k + 2],
            weights[k + 2],
            weighed[k + 3],
            weights[k + 3]);
      }
    }

    private static void add(double[] sum, double[] k0, double w0) {
      for (int j = 0; j < sum.length; j++) {
        sum[j] += w0 * k0[j];
      }
    }

    private static void add(
        double[] sum,
        double[] k0,
        double w0,
        double[] k1,
        double w1,
        double[] k2,
        double w2,
        double[] k3,
        double w3) {
      for (int j = 0; j < sum.length; j++) {
        sum[j] += (w0 * k0[j] + w1 * k1[j]) + (w2 * k2[j] + w3 * k3[j]);
      }
    }
  }
}
