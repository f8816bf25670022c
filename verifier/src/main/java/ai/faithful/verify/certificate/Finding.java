package ai.faithful.verify.certificate;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * All that was found out about one example: proof from above, the best inputs from below.
 *
 * @param certificate of its region
 * @param over the input with the greatest pS_c - pT_c
 * @param under the input with the greatest pT_c - pS_c
 * @param disagreement an input at which the classes differ, if one was found
 */
record Finding(
    RegionCertificate certificate, Witness over, Witness under, Optional<Witness> disagreement) {

  /** Picks from the inputs, replayed, whose indices are in [first, end). */
  static Finding of(
      RegionCertificate certificate, float[][] points, Replay.Seen[] seen, int first, int end) {
    int over = first;
    int under = first;
    Optional<Witness> disagreement = Optional.empty();
    for (int i = first; i < end; i++) {
      over = seen[i].excess() > seen[over].excess() ? i : over;
      under = seen[i].defect() > seen[under].defect() ? i : under;
      if (seen[i].disagrees() && disagreement.isEmpty()) {
        double apart = Math.max(seen[i].excess(), seen[i].defect());
        disagreement = Optional.of(new Witness(points[i], apart));
      }
    }
    return new Finding(
        certificate,
        new Witness(points[over], seen[over].excess()),
        new Witness(points[under], seen[under].defect()),
        disagreement);
  }

  ExampleResult result(Example example, CertifySettings settings, double seconds) {
    return settings.property() == Property.AGREEMENT
        ? agreement(example, seconds)
        : confidence(example, settings, seconds);
  }

  private ExampleResult agreement(Example example, double seconds) {
    boolean proved = certificate.lead() > 0;
    if (proved && disagreement.isPresent()) {
      throw new BracketViolation(
          "the classes differ at an input where agreement was certified: a bug, please report it");
    }
    Status status =
        proved ? Status.CERTIFIED : disagreement.isPresent() ? Status.REFUTED : Status.UNKNOWN;
    return new ExampleResult(
        example,
        status,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.of(certificate.lead()),
        disagreement,
        seconds);
  }

  private ExampleResult confidence(Example example, CertifySettings settings, double seconds) {
    Bracket ofOver = new Bracket(over.difference(), certificate.over().least());
    Bracket ofUnder = new Bracket(under.difference(), certificate.under().least());
    // At any input one of the two differences is at least 0.
    Bracket both =
        new Bracket(
            Math.max(0, Math.max(ofOver.lower(), ofUnder.lower())),
            Math.max(ofOver.upper(), ofUnder.upper()));
    Status status = settings.delta().map(delta -> status(both, delta)).orElse(Status.BRACKETED);
    Witness best = over.difference() >= under.difference() ? over : under;
    return new ExampleResult(
        example,
        status,
        Optional.of(both),
        Optional.of(ofOver),
        Optional.of(ofUnder),
        OptionalDouble.of(certificate.lead()),
        status == Status.REFUTED ? Optional.of(best) : Optional.empty(),
        seconds);
  }

  private static Status status(Bracket bracket, BigDecimal delta) {
    if (new BigDecimal(bracket.upper()).compareTo(delta) <= 0) {
      return Status.CERTIFIED;
    }
    return new BigDecimal(bracket.lower()).compareTo(delta) > 0 ? Status.REFUTED : Status.UNKNOWN;
  }
}
