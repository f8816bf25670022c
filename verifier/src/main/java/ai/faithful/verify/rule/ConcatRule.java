package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.faithful.ir.Op;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Operands one after another: each is placed among zeros, the constant ones by the offset. */
final class ConcatRule implements LinearRule {
  @Override
  public NDArray apply(Site site, int arg, NDArray x) {
    return placed(site, arg, x, axis(site) + 1);
  }

  @Override
  public NDArray applyTransposed(Site site, int arg, NDArray a) {
    int axis = axis(site);
    return Slabs.range(a, axis + 1, start(site, arg), site.shape(arg).dim(axis), 1);
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
  public @Nullable NDArray offset(Site site) {
    return joined(site, site::constant);
  }

  @Override
  public @Nullable NDArray offsetRadius(Site site) {
    return joined(site, site::radius);
  }

  @Override
  public boolean rearranges() {
    return true;
  }

  private static @Nullable NDArray joined(Site site, IntFunction<@Nullable NDArray> part) {
    NDArray sum = null;
    for (int arg = 0; arg < site.shapes().size(); arg++) {
      NDArray x = site.isVariable(arg) ? null : part.apply(arg);
      if (x != null) {
        NDArray term = placed(site, arg, x, axis(site));
        sum = sum == null ? term : sum.add(term);
      }
    }
    return sum;
  }

  private static NDArray placed(Site site, int arg, NDArray x, int engineAxis) {
    int axis = axis(site);
    long before = start(site, arg);
    long after = site.shape().dim(axis) - before - site.shape(arg).dim(axis);
    return Slabs.padded(x, engineAxis, before, after, 0);
  }

  private static long start(Site site, int arg) {
    long start = 0;
    for (int i = 0; i < arg; i++) {
      start += site.shape(i).dim(axis(site));
    }
    return start;
  }

  private static int axis(Site site) {
    return ((Op.Concat) site.node().op()).axis();
  }
}
