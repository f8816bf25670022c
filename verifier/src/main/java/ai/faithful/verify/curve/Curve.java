package ai.faithful.verify.curve;

import java.util.List;

/**
 * A continuous function of one variable, bending one way on each of a few pieces of an interval.
 */
public interface Curve {
  /** An enclosure of the function at a finite point of its domain. */
  Enclosure value(double z);

  /**
   * An enclosure of the slope at a finite point of the domain, within a piece that is convex or
   * concave: at a kink, of the slope on that piece's side.
   */
  Enclosure slope(double z);

  /** What all values lie in. */
  default Enclosure range() {
    return new Enclosure(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /** Whether the function is defined on all of [l, u], its ends finite. */
  boolean defined(double l, double u);

  /** In ascending order the pieces of [l, u], which is in the domain. */
  List<Piece> pieces(double l, double u);

  /** The function, near enough to look for good slopes. */
  default double at(double z) {
    return value(z).middle();
  }

  /** The slope, near enough to look for good slopes. */
  default double slopeAt(double z) {
    return slope(z).middle();
  }

  /** Beyond this magnitude slopes do not change any more, to within a double's precision. */
  default double reach() {
    return Double.MAX_VALUE;
  }

  /** The width on which the function bends, around 0; 0 if it looks alike on every scale. */
  default double scale() {
    return 1;
  }

  /**
   * The point of a convex or concave piece [from, to] where the slope is nearest to {@code slope},
   * which lies between the slopes at the ends. Need not be exact.
   */
  default double where(double slope, double from, double to) {
    return SlopeSearch.where(this, slope, from, to);
  }
}
