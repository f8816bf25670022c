package ai.faithful.verify.curve;

import java.util.List;

/**
 * z^e on the whole axis for a positive integer e, else on one side of 0, the negative one for a
 * negative integer e alone.
 *
 * @param exponent neither 0 nor 1
 * @param positive on which side of 0, where that matters
 */
record Power(double exponent, boolean positive) implements PiecewiseCurve {
  private boolean integer() {
    return Math.rint(exponent) == exponent;
  }

  private boolean odd() {
    return Math.abs(exponent % 2) == 1;
  }

  /** Math.pow is within 1 ulp, and exact where the power of an integer is a double. */
  @Override
  public Enclosure value(double z) {
    return power(z, exponent);
  }

  private static Enclosure power(double z, double e) {
    if (z == 0 || e == 0) {
      return Enclosure.of(e == 0 ? 1 : 0);
    }
    if (Math.abs(z) == 1) {
      return Enclosure.of(Math.pow(z, e));
    }
    double near = Math.pow(z, e);
    Enclosure ends = Enclosure.within1Ulp(near);
    // An underflow or overflow does not change the sign.
    return z > 0 || e % 2 == 0
        ? new Enclosure(Math.max(ends.lower(), 0), ends.upper())
        : new Enclosure(ends.lower(), Math.min(ends.upper(), 0));
  }

  /** e z^(e - 1); where e - 1 is no double, z^e / z takes the power's place. */
  @Override
  public Enclosure slope(double z) {
    double less = exponent - 1;
    // Knuth's two-sum: what rounding took away.
    double part = less - exponent;
    if ((exponent - (less - part)) + (-1 - part) == 0 && (z != 0 || less > 0)) {
      return power(z, less).times(exponent);
    }
    if (z == 0) {
      return exponent > 1
          ? Enclosure.ZERO
          : new Enclosure(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
    Enclosure size = value(z).over(Enclosure.of(Math.abs(z)));
    return (z < 0 ? size.negate() : size).times(exponent);
  }

  @Override
  public List<Piece> pieces() {
    double infinity = Double.POSITIVE_INFINITY;
    if (integer() && exponent > 0) {
      return odd()
          ? List.of(
              new Piece(-infinity, 0, Piece.Bend.CONCAVE),
              new Piece(0, infinity, Piece.Bend.CONVEX))
          : List.of(new Piece(-infinity, infinity, Piece.Bend.CONVEX));
    }
    if (!positive) {
      Piece.Bend bend = odd() ? Piece.Bend.CONCAVE : Piece.Bend.CONVEX;
      return List.of(new Piece(-infinity, -Double.MIN_VALUE, bend));
    }
    double least = exponent > 0 ? 0 : Double.MIN_VALUE;
    Piece.Bend bend = exponent > 0 && exponent < 1 ? Piece.Bend.CONCAVE : Piece.Bend.CONVEX;
    return List.of(new Piece(least, infinity, bend));
  }

  @Override
  public boolean defined(double l, double u) {
    return (positive || integer()) && PiecewiseCurve.super.defined(l, u);
  }

  @Override
  public Enclosure range() {
    double infinity = Double.POSITIVE_INFINITY;
    if (odd() && (exponent > 0 || !positive)) {
      return exponent > 0 ? new Enclosure(-infinity, infinity) : new Enclosure(-infinity, 0);
    }
    return new Enclosure(0, infinity);
  }

  @Override
  public double scale() {
    return 0;
  }

  @Override
  public double at(double z) {
    return Math.pow(z, exponent);
  }

  @Override
  public double slopeAt(double z) {
    return exponent * Math.pow(z, exponent - 1);
  }

  @Override
  public double where(double slope, double from, double to) {
    double size = Math.pow(Math.abs(slope / exponent), 1 / (exponent - 1));
    if (to <= 0) {
      return -size;
    }
    // An even power has its negative slopes on the negative side.
    return from < 0 && slope < 0 ? -size : size;
  }
}
