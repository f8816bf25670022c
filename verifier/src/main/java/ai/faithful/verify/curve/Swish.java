package ai.faithful.verify.curve;

import java.util.List;

/**
 * z / (1 + e^(-beta z)). With x = beta z and the sigmoid s, beta f'' = s'(x) (2 - x tanh(x / 2))
 * beta^2, which vanishes at x = +-2.39935728...
 *
 * @param beta of any sign
 * @param pieces of the function
 */
record Swish(double beta, List<Piece> pieces) implements PiecewiseCurve {
  private static final double INFLECTION = 2.3993572805154675;

  static Swish of(double beta) {
    return new Swish(beta, pieces(beta));
  }

  /**
   * The strips scale with 1 / |beta|, and |f''| <= |beta| / 2. With a negative beta the curve is
   * that of -beta turned about the origin: f(z) = -(f with -beta)(-z).
   */
  private static List<Piece> pieces(double beta) {
    double size = Math.abs(beta);
    if (size == 0) {
      return List.of(
          new Piece(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Piece.Bend.STRAIGHT));
    }
    return Gate.pieces(-INFLECTION, INFLECTION).stream()
        .map(
            piece ->
                new Piece(
                    piece.from() / size,
                    piece.to() / size,
                    piece.bend(),
                    piece.slack() == 0 ? 0 : Math.nextUp(piece.slack() / size)))
        .map(piece -> beta < 0 ? piece.negated() : piece)
        .toList();
  }

  @Override
  public Enclosure value(double z) {
    return Logistic.value(Enclosure.of(z).times(beta)).times(z);
  }

  @Override
  public Enclosure slope(double z) {
    Enclosure x = Enclosure.of(z).times(beta);
    return Logistic.value(x).plus(Logistic.slope(x).times(x));
  }

  @Override
  public Enclosure range() {
    double infinity = Double.POSITIVE_INFINITY;
    if (beta == 0) {
      return new Enclosure(-infinity, infinity);
    }
    double least = Math.nextDown(-0.2784645427610738 / Math.abs(beta));
    return beta > 0 ? new Enclosure(least, infinity) : new Enclosure(-infinity, -least);
  }

  @Override
  public double at(double z) {
    return z * Logistic.near(beta * z);
  }

  @Override
  public double slopeAt(double z) {
    double x = beta * z;
    double s = Logistic.near(x);
    return s + x * s * Logistic.near(-x);
  }

  @Override
  public double reach() {
    return Gate.REACH / Math.abs(beta);
  }

  @Override
  public double scale() {
    return 1 / Math.abs(beta);
  }
}
