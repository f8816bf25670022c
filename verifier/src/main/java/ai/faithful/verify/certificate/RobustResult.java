package ai.faithful.verify.certificate;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Whether one network keeps its right answer around one example.
 *
 * @param example what was asked about
 * @param status certified: the label is the answer everywhere in the region; refuted: a witness has
 *     another; excluded: the example itself has
 * @param margin by how much the label leads all other classes at least over the region, in logits;
 *     none if excluded
 * @param attained the least lead of the label at an input that was tried, at most; none if excluded
 * @param witness where refuted, an input in the region with another answer
 * @param seconds of computing
 */
public record RobustResult(
    Example example,
    Status status,
    OptionalDouble margin,
    OptionalDouble attained,
    Optional<Witness> witness,
    double seconds) {

  static RobustResult excluded(Example example) {
    return new RobustResult(
        example,
        Status.EXCLUDED,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        0);
  }
}
