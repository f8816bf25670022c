package ai.faithful.verify.curve;

import java.util.List;

/** 1 / z on one side of 0. */
record Inverse(boolean positive) implements PiecewiseCurve {
  private static final List<Piece> POSITIVE =
      List.of(new Piece(Double.MIN_VALUE, Double.POSITIVE_INFINITY, Piece.Bend.CONVEX));
  private static final List<Piece> NEGATIVE =
      List.of(new Piece(Double.NEGATIVE_INFINITY, -Double.MIN_VALUE, Piece.Bend.CONCAVE));

  @Override
  public Enclosure value(double z) {
    Enclosure inverse = Enclosure.ONE.over(Enclosure.of(Math.abs(z)));
    return positive ? inverse : inverse.negate();
  }

  @Override
  public Enclosure slope(double z) {
    Enclosure inverse = value(z);
    return inverse.times(inverse).negate();
  }

  @Override
  public List<Piece> pieces() {
    return positive ? POSITIVE : NEGATIVE;
  }

  @Override
  public Enclosure range() {
    Enclosure above = new Enclosure(0, Double.POSITIVE_INFINITY);
    return positive ? above : above.negate();
  }

  @Override
  public double scale() {
    return 0;
  }

  @Override
  public double at(double z) {
    return 1 / z;
  }

  @Override
  public double slopeAt(double z) {
    return -1 / z / z;
  }

  @Override
  public double where(double slope, double from, double to) {
    double z = Math.sqrt(-1 / slope);
    return positive ? z : -z;
  }
}
