package ai.faithful.verify.curve;

import java.util.List;

/** ln z, of z > 0. */
record Logarithm() implements PiecewiseCurve {
  private static final List<Piece> PIECES =
      List.of(new Piece(Double.MIN_VALUE, Double.POSITIVE_INFINITY, Piece.Bend.CONCAVE));

  @Override
  public Enclosure value(double z) {
    return Enclosure.of(z).log();
  }

  @Override
  public Enclosure slope(double z) {
    return Enclosure.ONE.over(Enclosure.of(z));
  }

  @Override
  public List<Piece> pieces() {
    return PIECES;
  }

  @Override
  public double scale() {
    return 0;
  }

  @Override
  public double at(double z) {
    return Math.log(z);
  }

  @Override
  public double slopeAt(double z) {
    return 1 / z;
  }

  @Override
  public double where(double slope, double from, double to) {
    return 1 / slope;
  }
}
