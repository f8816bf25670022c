package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;

/** Repetition as in broadcasting; the transpose sums over the repeated axes. */
final class ExpandRule implements LinearRule {
  @Override
  public NDArray apply(Site site, int arg, NDArray x) {
    NDArray aligned = Broadcasting.align(x, site.shape(0), site.shape().rank());
    return site.shape(0).size() == site.shape().size()
        ? aligned
        : aligned.broadcast(Broadcasting.batched(x.getShape().get(0), site.shape()));
  }

  @Override
  public NDArray applyTransposed(Site site, int arg, NDArray a) {
    return Broadcasting.sumTo(a, site.shape(), site.shape(0));
  }

  @Override
  public NDArray applyAbs(Site site, int arg, NDArray x) {
    return apply(site, arg, x);
  }

  @Override
  public int terms(Site site, int arg) {
    return Math.max(0, Broadcasting.repeats(site.shape(), site.shape(0)) - 1);
  }

  @Override
  public boolean rearranges() {
    return true;
  }
}
