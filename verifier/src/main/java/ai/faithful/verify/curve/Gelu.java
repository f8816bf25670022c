package ai.faithful.verify.curve;

import java.util.List;

/** z (1 + erf(z / sqrt 2)) / 2. With the normal density p, f'' = (2 - z^2) p(z). */
record Gelu() implements PiecewiseCurve {
  private static final double ROOT_2 = 1.4142135623730951;
  private static final List<Piece> PIECES = Gate.pieces(-ROOT_2, ROOT_2);

  /** 1 / sqrt 2 and 1 / sqrt(2 pi) lie in here. */
  private static final Enclosure INVERSE_ROOT_2 =
      new Enclosure(0.7071067811865475, 0.7071067811865476);

  private static final Enclosure DENSITY = new Enclosure(0.3989422804014326, 0.3989422804014327);

  /** The normal distribution function. */
  private static Enclosure step(double z) {
    Enclosure x = INVERSE_ROOT_2.times(z);
    Enclosure erf =
        new Enclosure(ErfTable.enclose(x.lower()).lower(), ErfTable.enclose(x.upper()).upper());
    return erf.plus(1).times(0.5).within(0, 1);
  }

  @Override
  public Enclosure value(double z) {
    return step(z).times(z);
  }

  @Override
  public Enclosure slope(double z) {
    Enclosure density = Enclosure.of(z).times(z).times(-0.5).exp().times(DENSITY);
    return step(z).plus(density.times(z));
  }

  @Override
  public List<Piece> pieces() {
    return PIECES;
  }

  @Override
  public Enclosure range() {
    return new Enclosure(-0.16997120747990369, Double.POSITIVE_INFINITY);
  }

  @Override
  public double at(double z) {
    return z * (0.5 + 0.5 * ErfTable.near(z / ROOT_2));
  }

  @Override
  public double slopeAt(double z) {
    double density = DENSITY.lower() * Math.exp(-0.5 * z * z);
    return 0.5 + 0.5 * ErfTable.near(z / ROOT_2) + z * density;
  }

  @Override
  public double reach() {
    return Gate.REACH;
  }
}
