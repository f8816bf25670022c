package ai.faithful.verify.curve;

import java.util.List;

/**
 * z (1 + tanh t) / 2 with t = sqrt(2 / pi) (z + 0.044715 z^3). That is z s(2 t) with the sigmoid s.
 * Its inflections are those of {@link Gelu}, shifted; that there are no others was found by
 * evaluating f'' in many digits on a fine grid, and is checked by the tests.
 */
record GeluTanh() implements PiecewiseCurve {
  private static final double INFLECTION = 1.4185040087908285;
  private static final List<Piece> PIECES = Gate.pieces(-INFLECTION, INFLECTION);

  /** 2 sqrt(2 / pi) lies in here. */
  private static final Enclosure RATE = new Enclosure(1.5957691216057306, 1.595769121605731);

  private static final Enclosure CUBE = new Enclosure(0.044715, 0.044715000000000005);
  private static final Enclosure THREE_CUBE = CUBE.times(3);

  private static Enclosure inner(double z) {
    Enclosure square = Enclosure.of(z).times(z);
    return square.times(CUBE).plus(1).times(z).times(RATE);
  }

  @Override
  public Enclosure value(double z) {
    return Logistic.value(inner(z)).times(z);
  }

  @Override
  public Enclosure slope(double z) {
    Enclosure t = inner(z);
    Enclosure rate = Enclosure.of(z).times(z).times(THREE_CUBE).plus(1).times(RATE);
    return Logistic.value(t).plus(Logistic.slope(t).times(rate).times(z));
  }

  @Override
  public List<Piece> pieces() {
    return PIECES;
  }

  @Override
  public Enclosure range() {
    return new Enclosure(-0.170040750572, Double.POSITIVE_INFINITY);
  }

  @Override
  public double at(double z) {
    return z * Logistic.near(RATE.lower() * z * (1 + CUBE.lower() * z * z));
  }

  @Override
  public double slopeAt(double z) {
    double t = RATE.lower() * z * (1 + CUBE.lower() * z * z);
    double s = Logistic.near(t);
    double rate = RATE.lower() * (1 + 3 * CUBE.lower() * z * z);
    double bend = s * Logistic.near(-t) * rate;
    return s + (bend == 0 ? 0 : z * bend);
  }

  @Override
  public double reach() {
    return Gate.REACH;
  }
}
