package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.faithful.ir.Op;

/** The sum over some axes; the transpose repeats along them. */
final class ReduceSumRule implements LinearRule {
  @Override
  public NDArray apply(Site site, int arg, NDArray x) {
    int[] axes =
        ((Op.ReduceSum) site.node().op()).axes().stream().mapToInt(axis -> axis + 1).toArray();
    return axes.length == 0 ? x.reshape(x.getShape()) : x.sum(axes, true);
  }

  @Override
  public NDArray applyTransposed(Site site, int arg, NDArray a) {
    return a.broadcast(Broadcasting.batched(a.getShape().get(0), site.shape(0)));
  }

  @Override
  public NDArray applyAbs(Site site, int arg, NDArray x) {
    return apply(site, arg, x);
  }

  @Override
  public int terms(Site site, int arg) {
    return Math.max(0, Broadcasting.repeats(site.shape(0), site.shape()) - 1);
  }
}
