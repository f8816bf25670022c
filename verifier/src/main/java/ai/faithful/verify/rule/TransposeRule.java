package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.faithful.ir.Op;
import java.util.List;

/** Permutation of axes; the batch axis stays in front. */
final class TransposeRule implements LinearRule {
  @Override
  public NDArray apply(Site site, int arg, NDArray x) {
    List<Integer> permutation = permutation(site);
    int[] axes = new int[permutation.size() + 1];
    for (int i = 0; i < permutation.size(); i++) {
      axes[i + 1] = permutation.get(i) + 1;
    }
    return x.transpose(axes);
  }

  @Override
  public NDArray applyTransposed(Site site, int arg, NDArray a) {
    List<Integer> permutation = permutation(site);
    int[] axes = new int[permutation.size() + 1];
    for (int i = 0; i < permutation.size(); i++) {
      axes[permutation.get(i) + 1] = i + 1;
    }
    return a.transpose(axes);
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

  private static List<Integer> permutation(Site site) {
    return ((Op.Transpose) site.node().op()).permutation();
  }
}
