package ai.faithful.verify.curve;

import java.util.List;

/** z / (1 + |z|). */
record Softsign() implements PiecewiseCurve {
  @Override
  public Enclosure value(double z) {
    return Enclosure.of(z).over(Enclosure.of(Math.abs(z)).plus(1)).within(-1, 1);
  }

  @Override
  public Enclosure slope(double z) {
    Enclosure one = Enclosure.of(Math.abs(z)).plus(1);
    return Enclosure.ONE.over(one.times(one)).within(0, 1);
  }

  @Override
  public List<Piece> pieces() {
    return Logistic.S_SHAPE;
  }

  @Override
  public Enclosure range() {
    return new Enclosure(-1, 1);
  }

  @Override
  public double at(double z) {
    return z / (1 + Math.abs(z));
  }

  @Override
  public double slopeAt(double z) {
    double one = 1 + Math.abs(z);
    return 1 / (one * one);
  }

  @Override
  public double where(double slope, double from, double to) {
    double z = 1 / Math.sqrt(slope) - 1;
    return to <= 0 ? -z : z;
  }
}
