package ai.faithful.verify.certificate;

import java.util.OptionalDouble;
import java.util.function.DoubleBinaryOperator;

/**
 * What is proved of one region.
 *
 * @param upper the maximum in question does not exceed it; NaN where classes are compared
 * @param over nor does its one direction this; none if it has no directions
 * @param under nor the other this
 * @param lead by how much the label leads all other classes in both networks at least; none if it
 *     was not asked
 * @param agreement whether the disagreement in question is impossible
 */
record Proof(
    double upper,
    OptionalDouble over,
    OptionalDouble under,
    OptionalDouble lead,
    boolean agreement) {

  static Proof of(double over, double under, OptionalDouble lead) {
    return new Proof(
        Math.max(over, under), OptionalDouble.of(over), OptionalDouble.of(under), lead, false);
  }

  static Proof of(double upper, OptionalDouble lead) {
    return new Proof(upper, OptionalDouble.empty(), OptionalDouble.empty(), lead, false);
  }

  static Proof of(boolean agreement, OptionalDouble lead) {
    return new Proof(Double.NaN, OptionalDouble.empty(), OptionalDouble.empty(), lead, agreement);
  }

  /** What two proofs of one region show together. */
  Proof and(Proof other) {
    return new Proof(
        Math.min(upper, other.upper),
        better(over, other.over, Math::min),
        better(under, other.under, Math::min),
        better(lead, other.lead, Math::max),
        agreement || other.agreement);
  }

  private static OptionalDouble better(
      OptionalDouble a, OptionalDouble b, DoubleBinaryOperator choose) {
    return a.isPresent() && b.isPresent()
        ? OptionalDouble.of(choose.applyAsDouble(a.getAsDouble(), b.getAsDouble()))
        : a.isPresent() ? a : b;
  }

  /** The lead of a class in both networks. */
  static OptionalDouble lead(MarginTriple margins) {
    return OptionalDouble.of(Math.min(margins.teacher().lead(), margins.student().lead()));
  }
}
