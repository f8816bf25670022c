package ai.faithful.ir;

import java.util.ArrayList;
import java.util.List;

/** The shape rules of {@link Op.Conv} and {@link Op.MaxPool}. */
final class ConvShape {
  private ConvShape() {}

  static Shape of(Op.Conv op, Shape x, Shape w) {
    int spatial = x.rank() - 2;
    if (spatial < 1 || w.rank() != x.rank()) {
      throw new IllegalArgumentException("Conv of " + x + " with kernel " + w);
    }
    for (List<Integer> perAxis :
        List.of(op.strides(), op.padsBegin(), op.padsEnd(), op.dilations())) {
      if (perAxis.size() != spatial) {
        throw new IllegalArgumentException(
            "Conv over " + spatial + " axes has " + perAxis.size() + " attribute values");
      }
    }
    int group = op.group();
    if (group < 1 || w.dim(1) * group != x.dim(1) || w.dim(0) % group != 0) {
      throw new IllegalArgumentException(
          "Conv of " + x + " with kernel " + w + " in " + group + " groups");
    }
    List<Integer> dims = new ArrayList<>(List.of(x.dim(0), w.dim(0)));
    for (int i = 0; i < spatial; i++) {
      int stride = op.strides().get(i);
      int dilation = op.dilations().get(i);
      if (stride < 1 || dilation < 1 || op.padsBegin().get(i) < 0 || op.padsEnd().get(i) < 0) {
        throw new IllegalArgumentException(
            "Conv with stride " + stride + ", dilation " + dilation + " or a negative pad");
      }
      long padded = (long) x.dim(2 + i) + op.padsBegin().get(i) + op.padsEnd().get(i);
      long reach = (long) dilation * (w.dim(2 + i) - 1) + 1;
      if (reach > padded || reach < 1) {
        throw new IllegalArgumentException(
            "Conv kernel " + w + " reaches beyond the padded input " + x);
      }
      dims.add(Math.toIntExact((padded - reach) / stride + 1));
    }
    return new Shape(dims);
  }

  static Shape of(Op.MaxPool op, Shape x) {
    if (x.rank() < 3 || op.kernel().size() != x.rank() - 2) {
      throw new IllegalArgumentException("MaxPool of " + x + " by windows of " + op.kernel());
    }
    // One window is one channel of a depthwise kernel.
    List<Integer> depthwise = new ArrayList<>(List.of(x.dim(1), 1));
    depthwise.addAll(op.kernel());
    Op.Conv windows =
        new Op.Conv(op.strides(), op.padsBegin(), op.padsEnd(), op.dilations(), x.dim(1));
    Shape shape = of(windows, x, new Shape(depthwise));
    for (int i = 0; i < op.kernel().size(); i++) {
      requireElements(op, i, x.dim(2 + i), shape.dim(2 + i));
    }
    return shape;
  }

  /** A window that holds no element has no greatest one: the first ones and the last may not. */
  private static void requireElements(Op.MaxPool op, int axis, int extent, int windows) {
    long dilation = op.dilations().get(axis);
    long first = -op.padsBegin().get(axis);
    boolean empty = first + (windows - 1L) * op.strides().get(axis) >= extent;
    for (long o = 0; o < windows && first < 0 && !empty; o++) {
      long skipped = (-first + dilation - 1) / dilation;
      empty = skipped >= op.kernel().get(axis) || first + skipped * dilation >= extent;
      first += op.strides().get(axis);
    }
    if (empty) {
      throw new IllegalArgumentException("a window of MaxPool lies in the padding as a whole");
    }
  }
}
