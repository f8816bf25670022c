package ai.faithful.verify.curve;

import java.util.ArrayList;
import java.util.List;

/** A curve of few pieces in all. */
interface PiecewiseCurve extends Curve {
  /** All pieces in ascending order, from the least to the greatest point of the domain. */
  List<Piece> pieces();

  @Override
  default boolean defined(double l, double u) {
    List<Piece> all = pieces();
    return all.get(0).from() <= l && u <= all.get(all.size() - 1).to();
  }

  @Override
  default List<Piece> pieces(double l, double u) {
    List<Piece> cut = new ArrayList<>(3);
    for (Piece piece : pieces()) {
      double from = Math.max(l, piece.from());
      double to = Math.min(u, piece.to());
      if (from < to) {
        cut.add(new Piece(from, to, piece.bend(), piece.slack()));
      }
    }
    return cut;
  }
}
