package ai.faithful.verify.certificate;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The answer for one example.
 *
 * @param example what was asked about
 * @param status the verdict
 * @param bracket of FI, the larger of the two maxima below (THEORY 2); none if excluded, or where
 *     agreement was asked
 * @param over of max pS_c - pT_c: the student over-confident
 * @param under of max pT_c - pS_c: the student under-confident
 * @param margin by how much the label leads all other classes at least, in both networks' logits,
 *     over the whole region; where positive, agreement is certified; none if excluded
 * @param witness where refuted, an input in the region that shows it
 * @param seconds of computing
 */
public record ExampleResult(
    Example example,
    Status status,
    Optional<Bracket> bracket,
    Optional<Bracket> over,
    Optional<Bracket> under,
    OptionalDouble margin,
    Optional<Witness> witness,
    double seconds) {

  static ExampleResult excluded(Example example, double seconds) {
    return new ExampleResult(
        example,
        Status.EXCLUDED,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        seconds);
  }

  /** The example's place in its data set. */
  public int index() {
    return example.index();
  }

  /** The example's reference class. */
  public int label() {
    return example.label();
  }

  /** Whether both networks are proved to answer with the label over the whole region. */
  public boolean agreementCertified() {
    return margin.isPresent() && margin.getAsDouble() > 0;
  }
}
