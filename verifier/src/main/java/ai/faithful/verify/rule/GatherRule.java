package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.faithful.ir.Op;

/** Slabs of one axis by constant indices; the transpose adds up the copies of each. */
final class GatherRule implements LinearRule {
  @Override
  public NDArray apply(Site site, int arg, NDArray x) {
    Op.Gather op = (Op.Gather) site.node().op();
    return Slabs.chosen(x, op.axis() + 1, indices(op));
  }

  @Override
  public NDArray applyTransposed(Site site, int arg, NDArray a) {
    Op.Gather op = (Op.Gather) site.node().op();
    return copies(site).sum(a, op.axis() + 1);
  }

  @Override
  public NDArray applyAbs(Site site, int arg, NDArray x) {
    return apply(site, arg, x);
  }

  @Override
  public int terms(Site site, int arg) {
    return Math.max(0, copies(site).most() - 1);
  }

  @Override
  public boolean rearranges() {
    return true;
  }

  private static Copies copies(Site site) {
    Op.Gather op = (Op.Gather) site.node().op();
    return new Copies(indices(op), site.shape(0).dim(op.axis()));
  }

  private static long[] indices(Op.Gather op) {
    return op.indices().stream().mapToLong(i -> i).toArray();
  }
}
