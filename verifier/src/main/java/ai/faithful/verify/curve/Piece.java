package ai.faithful.verify.curve;

/**
 * An interval on which a function bends one way.
 *
 * @param from its lower end
 * @param to its upper end
 * @param bend which way
 * @param slack how far the function may be from its chord, where the bend is {@link Bend#UNSURE}
 */
public record Piece(double from, double to, Bend bend, double slack) {
  public Piece(double from, double to, Bend bend) {
    this(from, to, bend, 0);
  }

  /** Which way a function bends. */
  public enum Bend {
    STRAIGHT,
    CONVEX,
    CONCAVE,
    /** Too narrow to matter: around an inflection or a kink that is no double. */
    UNSURE
  }

  /** The piece of the negated function. */
  Piece negated() {
    return switch (bend) {
      case CONVEX -> new Piece(from, to, Bend.CONCAVE);
      case CONCAVE -> new Piece(from, to, Bend.CONVEX);
      case STRAIGHT, UNSURE -> this;
    };
  }
}
