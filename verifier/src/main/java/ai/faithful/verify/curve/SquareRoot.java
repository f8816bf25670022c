package ai.faithful.verify.curve;

import java.util.List;

/** The square root, of z >= 0. */
record SquareRoot() implements PiecewiseCurve {
  private static final List<Piece> PIECES =
      List.of(new Piece(0, Double.POSITIVE_INFINITY, Piece.Bend.CONCAVE));

  @Override
  public Enclosure value(double z) {
    return Enclosure.of(z).sqrt();
  }

  @Override
  public Enclosure slope(double z) {
    return z > 0
        ? Enclosure.of(0.5).over(value(z))
        : new Enclosure(Double.MAX_VALUE, Double.POSITIVE_INFINITY);
  }

  @Override
  public List<Piece> pieces() {
    return PIECES;
  }

  @Override
  public Enclosure range() {
    return new Enclosure(0, Double.POSITIVE_INFINITY);
  }

  @Override
  public double scale() {
    return 0;
  }

  @Override
  public double at(double z) {
    return Math.sqrt(z);
  }

  @Override
  public double slopeAt(double z) {
    return 0.5 / Math.sqrt(z);
  }

  @Override
  public double where(double slope, double from, double to) {
    return 0.25 / slope / slope;
  }
}
