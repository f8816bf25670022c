package ai.faithful.verify.curve;

/**
 * The lines below a function on an interval that are best somewhere: each value of a parameter
 * gives one, and all of them hold.
 *
 * @param kind what the parameter is
 * @param least the least value
 * @param most the greatest value, equal to the least where there is one line only
 * @param pivot where lines of a given slope meet the function
 */
public record Choice(Kind kind, double least, double most, double pivot) {
  /** What a parameter is. */
  public enum Kind {
    /** The point where a tangent touches. */
    TANGENT,
    /** The slope of a line through a kink. */
    SLOPE
  }

  static Choice only(double slope) {
    return new Choice(Kind.SLOPE, slope, slope, 0);
  }
}
