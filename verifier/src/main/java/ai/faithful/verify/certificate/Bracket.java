package ai.faithful.verify.certificate;

/**
 * What is known of a maximum over a region.
 *
 * @param lower attained by a concrete input
 * @param upper certified
 */
public record Bracket(double lower, double upper) {
  /**
   * @throws BracketViolation if the sides contradict each other
   */
  public Bracket {
    if (!(lower <= upper)) {
      throw new BracketViolation(
          "an input attains "
              + lower
              + " where "
              + upper
              + " was certified: a bug, please report it");
    }
  }
}
