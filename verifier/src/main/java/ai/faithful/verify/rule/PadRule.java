package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.faithful.ir.Op;

/** Zeros around and between elements. */
final class PadRule implements LinearRule {
  @Override
  public NDArray apply(Site site, int arg, NDArray x) {
    Op.Pad op = (Op.Pad) site.node().op();
    NDArray y = x;
    for (int i = 0; i < op.begin().size(); i++) {
      if (site.shape().dim(i) != site.shape(0).dim(i)) {
        y = Slabs.padded(y, i + 1, op.begin().get(i), op.end().get(i), op.interior().get(i));
      }
    }
    return y == x ? x.reshape(x.getShape()) : y;
  }

  @Override
  public NDArray applyTransposed(Site site, int arg, NDArray a) {
    Op.Pad op = (Op.Pad) site.node().op();
    NDArray x = a;
    for (int i = 0; i < op.begin().size(); i++) {
      if (site.shape().dim(i) != site.shape(0).dim(i)) {
        int extent = site.shape(0).dim(i);
        x = Slabs.range(x, i + 1, op.begin().get(i), extent, op.interior().get(i) + 1L);
      }
    }
    return x == a ? a.reshape(a.getShape()) : x;
  }

  @Override
  public NDArray applyAbs(Site site, int arg, NDArray x) {
    return apply(site, arg, x);
  }

  @Override
  public int terms(Site site, int arg) {
    return 0;
  }

  @Override
  public boolean rearranges() {
    return true;
  }
}
