package ai.faithful.verify.curve;

import java.util.List;

/** The error function. */
record ErrorFunction() implements PiecewiseCurve {
  /** 2 / sqrt(pi) lies in here. */
  static final Enclosure RATE = new Enclosure(1.1283791670955126, Math.nextUp(1.1283791670955126));

  @Override
  public Enclosure value(double z) {
    return ErfTable.enclose(z);
  }

  @Override
  public Enclosure slope(double z) {
    Enclosure square = Enclosure.of(z).times(z);
    return square.negate().exp().times(RATE);
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
    return ErfTable.near(z);
  }

  @Override
  public double slopeAt(double z) {
    return RATE.lower() * Math.exp(-z * z);
  }

  @Override
  public double where(double slope, double from, double to) {
    double z = Math.sqrt(Math.max(0, -Math.log(slope / RATE.lower())));
    return to <= 0 ? -z : z;
  }
}
