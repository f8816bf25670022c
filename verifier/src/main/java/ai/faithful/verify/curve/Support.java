package ai.faithful.verify.curve;

/**
 * Lines below a function on an interval. The slope may be chosen by any computation; the intercept
 * that goes with it is rigorous.
 */
public interface Support {
  /**
   * The slope of a line below the function on [l, u] that is highest at {@code anchor}: the line
   * that supports the function's convex envelope there. Among all lines below, the one anchored in
   * the middle leaves the least area.
   *
   * @param l finite, below {@code u}
   * @param u finite
   * @param anchor in [l, u]
   */
  double slope(double l, double u, double anchor);

  /**
   * An intercept b with {@code slope z + b <= f(z)} for all real z in [l, u], in exact arithmetic;
   * negative infinity where nothing is known. With slope 0, a lower bound of f.
   *
   * @param slope finite
   */
  double intercept(double slope, double l, double u);

  /** Whether the function is a straight line on [l, u], so that its lines can be no better. */
  boolean straight(double l, double u);

  /**
   * The lines that a search may choose from, the one anchored in the middle among them.
   *
   * @param l finite, below {@code u}
   * @param u finite
   */
  default Choice choice(double l, double u) {
    return Choice.only(slope(l, u, l + 0.5 * (u - l)));
  }

  /** The slope of the line for a parameter, as good as exact. */
  default double slope(Choice.Kind kind, double parameter) {
    return parameter;
  }

  /** How fast the line for a parameter rises at z, near enough to steer a search. */
  default double rate(Choice choice, double parameter, double z) {
    return z - choice.pivot();
  }
}
