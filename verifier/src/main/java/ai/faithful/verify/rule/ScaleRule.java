package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** Broadcast product with, or quotient by, a constant. */
final class ScaleRule implements LinearRule {
  private final boolean divides;

  private ScaleRule(boolean divides) {
    this.divides = divides;
  }

  static ScaleRule mul() {
    return new ScaleRule(false);
  }

  static ScaleRule div() {
    return new ScaleRule(true);
  }

  @Override
  public Optional<String> refusal(Site site) {
    if (divides && site.isVariable(1)) {
      return Optional.of("divides by a variable; only a constant divisor is accepted");
    }
    return Optional.empty();
  }

  @Override
  public NDArray apply(Site site, int arg, NDArray x) {
    return forward(site, arg, x, site.constant(1 - arg), operation());
  }

  @Override
  public NDArray applyTransposed(Site site, int arg, NDArray a) {
    NDArray scaled = operation().apply(a, site.constant(1 - arg));
    return Broadcasting.sumTo(scaled, site.shape(), site.shape(arg));
  }

  @Override
  public NDArray applyAbs(Site site, int arg, NDArray x) {
    return forward(site, arg, x, site.absolute(1 - arg), operation());
  }

  @Override
  public @Nullable NDArray applyRadius(Site site, int arg, NDArray x) {
    NDArray radius = site.radius(1 - arg);
    if (radius == null) {
      return null;
    }
    if (divides) {
      // |1/(c+d) - 1/c| = |d| / (|c| |c+d|) <= R / |c| / (|c| - R), not by the product of the two
      // divisors, which may overflow. The factor covers the five roundings, the last term a
      // quotient
      // that underflows; a divisor that may be 0 gives infinity: unknown.
      Precision precision = Precision.of(radius);
      double u = precision.unitRoundoff();
      NDArray c = site.constant(1).abs();
      NDArray least = c.mul(1 - 4 * u).sub(radius).maximum(0);
      radius = radius.div(c).div(least).mul(1 + 16 * u).add(precision.minNormal());
    }
    return forward(site, arg, x, radius, NDArray::mul);
  }

  private static NDArray forward(
      Site site, int arg, NDArray x, NDArray constant, BinaryOperator<NDArray> operation) {
    NDArray aligned = Broadcasting.align(x, site.shape(arg), site.shape().rank());
    return operation.apply(aligned, constant);
  }

  @Override
  public int terms(Site site, int arg) {
    return Broadcasting.repeats(site.shape(), site.shape(arg));
  }

  private BinaryOperator<NDArray> operation() {
    return divides ? NDArray::div : NDArray::mul;
  }
}
