package ai.faithful.verify.curve;

import java.util.List;

/**
 * z tanh(ln(1 + e^z)). With e = e^z, tanh(ln(1 + e)) = (e^2 + 2 e) / (e^2 + 2 e + 2). The
 * inflections were found in many digits; that there are no others is checked by the tests.
 */
record Mish() implements PiecewiseCurve {
  private static final List<Piece> PIECES = Gate.pieces(-2.256376396360793, 1.4905711794854286);

  /** The step, by q = e^-|z|, with no overflow. */
  private static Enclosure step(double z) {
    Enclosure q = Enclosure.of(-Math.abs(z)).exp();
    Enclosure square = q.times(q);
    if (z > 0) {
      Enclosure n = q.times(2).plus(1);
      return n.over(square.times(2).plus(n)).within(0, 1);
    }
    Enclosure n = q.times(2).plus(square);
    return n.over(n.plus(2)).within(0, 1);
  }

  /** The step's slope: 4 e (e + 1) / (e^2 + 2 e + 2)^2. */
  private static Enclosure stepSlope(double z) {
    Enclosure q = Enclosure.of(-Math.abs(z)).exp();
    Enclosure square = q.times(q);
    if (z > 0) {
      Enclosure d = square.times(2).plus(q.times(2)).plus(1);
      return square.times(q.plus(1)).times(4).over(d.times(d));
    }
    Enclosure d = square.plus(q.times(2)).plus(2);
    return q.times(q.plus(1)).times(4).over(d.times(d));
  }

  @Override
  public Enclosure value(double z) {
    return step(z).times(z);
  }

  @Override
  public Enclosure slope(double z) {
    return step(z).plus(stepSlope(z).times(z));
  }

  @Override
  public List<Piece> pieces() {
    return PIECES;
  }

  @Override
  public Enclosure range() {
    return new Enclosure(-0.30884341301726, Double.POSITIVE_INFINITY);
  }

  @Override
  public double reach() {
    return Gate.REACH;
  }
}
