package ai.faithful.verify.curve;

import java.util.List;

/** The negative of a curve: a line below it is the negative of one above the curve. */
record Negated(Curve curve) implements Curve {
  @Override
  public Enclosure value(double z) {
    return curve.value(z).negate();
  }

  @Override
  public Enclosure slope(double z) {
    return curve.slope(z).negate();
  }

  @Override
  public List<Piece> pieces(double l, double u) {
    return curve.pieces(l, u).stream().map(Piece::negated).toList();
  }

  @Override
  public Enclosure range() {
    return curve.range().negate();
  }

  @Override
  public boolean defined(double l, double u) {
    return curve.defined(l, u);
  }

  @Override
  public double at(double z) {
    return -curve.at(z);
  }

  @Override
  public double slopeAt(double z) {
    return -curve.slopeAt(z);
  }

  @Override
  public double reach() {
    return curve.reach();
  }

  @Override
  public double scale() {
    return curve.scale();
  }

  @Override
  public double where(double slope, double from, double to) {
    return curve.where(-slope, from, to);
  }
}
