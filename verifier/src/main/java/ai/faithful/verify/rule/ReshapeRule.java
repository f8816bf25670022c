package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;

/** The same elements under another shape. */
final class ReshapeRule implements LinearRule {
  @Override
  public NDArray apply(Site site, int arg, NDArray x) {
    return Broadcasting.reshape(x, site.shape());
  }

  @Override
  public NDArray applyTransposed(Site site, int arg, NDArray a) {
    return Broadcasting.reshape(a, site.shape(arg));
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
