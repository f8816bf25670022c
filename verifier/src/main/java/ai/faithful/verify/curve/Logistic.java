package ai.faithful.verify.curve;

import java.util.List;

/** The sigmoid 1 / (1 + e^-z). */
record Logistic() implements PiecewiseCurve {
  /** Convex, then concave: what sigmoid, tanh, erf and softsign have in common. */
  static final List<Piece> S_SHAPE =
      List.of(
          new Piece(Double.NEGATIVE_INFINITY, 0, Piece.Bend.CONVEX),
          new Piece(0, Double.POSITIVE_INFINITY, Piece.Bend.CONCAVE));

  static Enclosure value(Enclosure z) {
    return new Enclosure(at(z.lower(), false), at(z.upper(), true));
  }

  private static double at(double z, boolean above) {
    Enclosure q = Enclosure.of(-Math.abs(z)).exp();
    Enclosure value = (z >= 0 ? Enclosure.ONE : q).over(q.plus(1)).within(0, 1);
    return above ? value.upper() : value.lower();
  }

  @Override
  public Enclosure value(double z) {
    return value(Enclosure.of(z));
  }

  @Override
  public Enclosure slope(double z) {
    return slopeOfSize(Math.abs(z));
  }

  /** The slope falls with |z|. */
  static Enclosure slope(Enclosure z) {
    double low = Math.abs(z.lower());
    double high = Math.abs(z.upper());
    double least = z.lower() <= 0 && z.upper() >= 0 ? 0 : Math.min(low, high);
    return new Enclosure(slopeOfSize(Math.max(low, high)).lower(), slopeOfSize(least).upper());
  }

  private static Enclosure slopeOfSize(double size) {
    Enclosure q = Enclosure.of(-size).exp();
    Enclosure one = q.plus(1);
    return q.over(one.times(one)).within(0, 0.25);
  }

  @Override
  public List<Piece> pieces() {
    return S_SHAPE;
  }

  @Override
  public Enclosure range() {
    return new Enclosure(0, 1);
  }

  @Override
  public double at(double z) {
    return near(z);
  }

  static double near(double z) {
    double q = Math.exp(-Math.abs(z));
    return (z >= 0 ? 1 : q) / (1 + q);
  }

  @Override
  public double slopeAt(double z) {
    double q = Math.exp(-Math.abs(z));
    return q / ((1 + q) * (1 + q));
  }

  /** s (1 - s) = k, so that 1 / sqrt k = e^(z/2) + e^(-z/2). */
  @Override
  public double where(double slope, double from, double to) {
    double z = 2 * arcosh(0.5 / Math.sqrt(slope));
    return to <= 0 ? -z : z;
  }

  /** The x >= 0 with cosh x = c. */
  static double arcosh(double c) {
    return c <= 1 ? 0 : Math.log(c + Math.sqrt((c - 1) * (c + 1)));
  }
}
