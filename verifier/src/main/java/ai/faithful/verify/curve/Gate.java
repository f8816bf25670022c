package ai.faithful.verify.curve;

import java.util.ArrayList;
import java.util.List;

/** What z times a smooth step have in common: concave, convex between two inflections, concave. */
final class Gate {
  /** Beyond, slopes are 0 or 1 to within a double. */
  static final double REACH = 50;

  private Gate() {}

  /**
   * The pieces for inflections within 2^-40 of the given points. In those strips, 2^-39 wide, the
   * second derivative is at most 2 in magnitude: off the chord by less than 2^-79.
   */
  static List<Piece> pieces(double first, double second) {
    List<Piece> pieces = new ArrayList<>();
    double narrow = 0x1p-40;
    pieces.add(new Piece(Double.NEGATIVE_INFINITY, first - narrow, Piece.Bend.CONCAVE));
    pieces.add(new Piece(first - narrow, first + narrow, Piece.Bend.UNSURE, 0x1p-79));
    pieces.add(new Piece(first + narrow, second - narrow, Piece.Bend.CONVEX));
    pieces.add(new Piece(second - narrow, second + narrow, Piece.Bend.UNSURE, 0x1p-79));
    pieces.add(new Piece(second + narrow, Double.POSITIVE_INFINITY, Piece.Bend.CONCAVE));
    return List.copyOf(pieces);
  }
}
