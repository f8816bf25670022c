package ai.faithful.verify.certificate;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * All that was found out about one example: proof from above, the best inputs from below.
 *
 * @param proof of its region
 * @param value the greatest value attained
 * @param over the greatest in one direction
 * @param under the greatest in the other
 * @param best the input with the greatest value
 * @param disagreement an input at which the networks disagree, if one was found
 */
record Finding(
    Proof proof,
    double value,
    double over,
    double under,
    Witness best,
    Optional<Witness> disagreement) {

  /** Picks from inputs, replayed, whose indices are in [first, end). */
  static Finding of(Proof proof, float[][] points, Attained[] attained, int first, int end) {
    int best = first;
    Optional<Witness> disagreement = Optional.empty();
    for (int i = first; i < end; i++) {
      best = attained[i].value() > attained[best].value() ? i : best;
      if (attained[i].disagrees() && disagreement.isEmpty()) {
        disagreement = Optional.of(new Witness(points[i], Double.NaN));
      }
    }
    return new Finding(
        proof,
        attained[best].value(),
        greatest(attained, first, end, Attained::over),
        greatest(attained, first, end, Attained::under),
        new Witness(points[best], attained[best].value()),
        disagreement);
  }

  private static double greatest(
      Attained[] attained, int first, int end, ToDoubleFunction<Attained> side) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = first; i < end; i++) {
      greatest = Math.max(greatest, side.applyAsDouble(attained[i]));
    }
    return greatest;
  }

  ExampleResult result(Example example, CertifySettings settings, double seconds) {
    return settings.property().isBracketed()
        ? bracketed(example, settings, seconds)
        : decided(example, seconds);
  }

  private ExampleResult decided(Example example, double seconds) {
    if (proof.agreement() && disagreement.isPresent()) {
      throw new BracketViolation(
          "the classes differ at an input where agreement was certified: a bug, please report it");
    }
    Status status =
        proof.agreement()
            ? Status.CERTIFIED
            : disagreement.isPresent() ? Status.REFUTED : Status.UNKNOWN;
    return new ExampleResult(
        example,
        status,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        proof.lead(),
        disagreement,
        seconds);
  }

  private ExampleResult bracketed(Example example, CertifySettings settings, double seconds) {
    // No such quantity is negative anywhere.
    Bracket bracket = new Bracket(Math.max(0, value), proof.upper());
    Goal goal = Goal.of(settings);
    Status status =
        !goal.decides()
            ? Status.BRACKETED
            : goal.isCertified(proof)
                ? Status.CERTIFIED
                : goal.isRefuted(bracket.lower(), false) ? Status.REFUTED : Status.UNKNOWN;
    return new ExampleResult(
        example,
        status,
        Optional.of(bracket),
        side(over, proof.over()),
        side(under, proof.under()),
        proof.lead(),
        status == Status.REFUTED ? Optional.of(best) : Optional.empty(),
        seconds);
  }

  private static Optional<Bracket> side(double lower, OptionalDouble upper) {
    return upper.isPresent()
        ? Optional.of(new Bracket(lower, upper.getAsDouble()))
        : Optional.empty();
  }
}
