package ai.faithful.verify.curve;

import java.util.List;

/** e^z. */
record Exponential() implements PiecewiseCurve {
  private static final List<Piece> PIECES =
      List.of(new Piece(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Piece.Bend.CONVEX));

  @Override
  public Enclosure value(double z) {
    return Enclosure.of(z).exp();
  }

  @Override
  public Enclosure slope(double z) {
    return value(z);
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
  public double at(double z) {
    return Math.exp(z);
  }

  @Override
  public double slopeAt(double z) {
    return Math.exp(z);
  }

  @Override
  public double where(double slope, double from, double to) {
    return Math.log(slope);
  }
}
