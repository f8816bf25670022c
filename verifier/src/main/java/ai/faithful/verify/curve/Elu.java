package ai.faithful.verify.curve;

import java.util.List;

/** z for z >= 0, else alpha (e^z - 1). */
record Elu(double alpha) implements PiecewiseCurve {
  @Override
  public Enclosure value(double z) {
    return z >= 0 ? Enclosure.of(z) : Enclosure.of(z).expm1().times(alpha);
  }

  @Override
  public Enclosure slope(double z) {
    return Enclosure.of(Math.min(z, 0)).exp().times(alpha);
  }

  @Override
  public List<Piece> pieces() {
    return List.of(
        new Piece(Double.NEGATIVE_INFINITY, 0, alpha < 0 ? Piece.Bend.CONCAVE : Piece.Bend.CONVEX),
        new Piece(0, Double.POSITIVE_INFINITY, Piece.Bend.STRAIGHT));
  }

  @Override
  public Enclosure range() {
    return new Enclosure(Math.min(0, -alpha), Double.POSITIVE_INFINITY);
  }

  @Override
  public double where(double slope, double from, double to) {
    return Math.log(slope / alpha);
  }
}
