package ai.faithful.ir;

import java.util.ArrayList;
import java.util.List;

/** The shape rule of {@link Op.Conv}. */
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
}
