package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/** Broadcast sum or difference of two operands, either or both variable. */
final class SumRule implements LinearRule {
  private final boolean negateSecond;

  private SumRule(boolean negateSecond) {
    this.negateSecond = negateSecond;
  }

  static SumRule add() {
    return new SumRule(false);
  }

  static SumRule sub() {
    return new SumRule(true);
  }

  @Override
  public NDArray apply(Site site, int arg, NDArray x) {
    NDArray y = applyAbs(site, arg, x);
    return negates(arg) ? y.neg() : y;
  }

  @Override
  public NDArray applyTransposed(Site site, int arg, NDArray a) {
    NDArray x = Broadcasting.sumTo(a, site.shape(), site.shape(arg));
    return negates(arg) ? x.neg() : x;
  }

  @Override
  public NDArray applyAbs(Site site, int arg, NDArray x) {
    return Broadcasting.expand(x, site.shape(arg), site.shape());
  }

  @Override
  public int terms(Site site, int arg) {
    return Broadcasting.repeats(site.shape(), site.shape(arg)) - 1;
  }

  @Override
  public @Nullable NDArray offset(Site site) {
    int constant = constantArg(site);
    if (constant < 0) {
      return null;
    }
    NDArray value = site.constant(constant);
    return negates(constant) ? value.neg() : value;
  }

  @Override
  public @Nullable NDArray offsetRadius(Site site) {
    int constant = constantArg(site);
    return constant < 0 ? null : site.radius(constant);
  }

  private static int constantArg(Site site) {
    return site.isVariable(0) ? (site.isVariable(1) ? -1 : 1) : 0;
  }

  private boolean negates(int arg) {
    return negateSecond && arg == 1;
  }
}
