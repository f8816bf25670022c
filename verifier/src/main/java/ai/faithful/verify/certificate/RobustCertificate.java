package ai.faithful.verify.certificate;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The robustness of one network around examples.
 *
 * @param examples in the order asked
 * @param steps that searches for slopes took, counted for each row
 * @param seconds wall clock of the whole certification
 */
public record RobustCertificate(List<RobustResult> examples, long steps, double seconds) {
  public RobustCertificate {
    examples = List.copyOf(examples);
  }

  /** How many have a verdict. */
  public int count(Status status) {
    return (int) examples.stream().filter(result -> result.status() == status).count();
  }

  /** The share of all examples that are answered rightly over their whole regions: proved. */
  public double certifiedAccuracy() {
    return (double) count(Status.CERTIFIED) / examples.size();
  }

  /** The share of all examples that are answered rightly themselves. */
  public double cleanAccuracy() {
    return 1 - (double) count(Status.EXCLUDED) / examples.size();
  }

  /** The mean smallest certified margin of those that have one; NaN if none has. */
  public double meanMargin() {
    return examples.stream()
        .map(RobustResult::margin)
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .average()
        .orElse(Double.NaN);
  }
}
