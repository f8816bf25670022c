package ai.faithful.verify.curve;

import java.util.List;

/** z max(0, min(1, z / 6 + 1 / 2)): 0 up to -3, z (z + 3) / 6, and z from 3 on. */
record HardSwish() implements PiecewiseCurve {
  private static final List<Piece> PIECES =
      List.of(
          new Piece(Double.NEGATIVE_INFINITY, -3, Piece.Bend.STRAIGHT),
          new Piece(-3, 3, Piece.Bend.CONVEX),
          new Piece(3, Double.POSITIVE_INFINITY, Piece.Bend.STRAIGHT));
  private static final Enclosure SIX = Enclosure.of(6);

  @Override
  public Enclosure value(double z) {
    if (z <= -3 || z >= 3) {
      return z < 0 ? Enclosure.ZERO : Enclosure.of(z);
    }
    return Enclosure.of(z).plus(3).times(z).over(SIX);
  }

  @Override
  public Enclosure slope(double z) {
    return Enclosure.of(2 * z).plus(3).over(SIX);
  }

  @Override
  public List<Piece> pieces() {
    return PIECES;
  }

  @Override
  public Enclosure range() {
    return new Enclosure(-0.375, Double.POSITIVE_INFINITY);
  }

  @Override
  public double where(double slope, double from, double to) {
    return 3 * slope - 1.5;
  }
}
