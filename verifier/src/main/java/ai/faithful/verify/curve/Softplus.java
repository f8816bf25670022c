package ai.faithful.verify.curve;

import java.util.List;

/** ln(1 + e^z) = max(z, 0) + ln(1 + e^-|z|). */
record Softplus() implements PiecewiseCurve {
  private static final List<Piece> PIECES =
      List.of(new Piece(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Piece.Bend.CONVEX));
  private static final Logistic SLOPE = new Logistic();

  @Override
  public Enclosure value(double z) {
    return Enclosure.of(-Math.abs(z))
        .exp()
        .log1p()
        .plus(Math.max(z, 0))
        .within(Math.max(z, 0), Double.POSITIVE_INFINITY);
  }

  @Override
  public Enclosure slope(double z) {
    return SLOPE.value(z);
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
    return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
  }

  @Override
  public double slopeAt(double z) {
    return Logistic.near(z);
  }

  @Override
  public double where(double slope, double from, double to) {
    return Math.log(slope) - Math.log1p(-slope);
  }
}
