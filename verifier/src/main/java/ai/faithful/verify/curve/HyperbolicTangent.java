package ai.faithful.verify.curve;

import java.util.List;

/** tanh z. */
record HyperbolicTangent() implements PiecewiseCurve {
  @Override
  public Enclosure value(double z) {
    return Enclosure.of(z).tanh();
  }

  /** 1 / cosh^2 z = 4 q / (1 + q)^2 with q = e^(-2 |z|). */
  @Override
  public Enclosure slope(double z) {
    Enclosure q = Enclosure.of(-2 * Math.abs(z)).exp();
    Enclosure one = q.plus(1);
    return q.times(4).over(one.times(one)).within(0, 1);
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
    return Math.tanh(z);
  }

  @Override
  public double slopeAt(double z) {
    double q = Math.exp(-2 * Math.abs(z));
    return 4 * q / ((1 + q) * (1 + q));
  }

  @Override
  public double where(double slope, double from, double to) {
    double z = Logistic.arcosh(1 / Math.sqrt(slope));
    return to <= 0 ? -z : z;
  }
}
