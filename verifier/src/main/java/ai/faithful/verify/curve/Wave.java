package ai.faithful.verify.curve;

import java.util.ArrayList;
import java.util.List;

/**
 * sin z or cos z. Both are minus their own second derivative, so that they are concave where they
 * are positive.
 */
record Wave(boolean cosine) implements Curve {
  /** Intervals with more half waves are enclosed by a band. */
  private static final double WIDEST = 4 * Math.PI;

  /** Beyond, the multiples of pi are not known well enough. */
  private static final double FARTHEST = 0x1p20;

  @Override
  public Enclosure value(double z) {
    return (cosine ? cos(z) : sin(z)).within(-1, 1);
  }

  @Override
  public Enclosure slope(double z) {
    return (cosine ? sin(z).negate() : cos(z)).within(-1, 1);
  }

  private static Enclosure sin(double z) {
    return z == 0 ? Enclosure.ZERO : Enclosure.within1Ulp(Math.sin(z));
  }

  private static Enclosure cos(double z) {
    return z == 0 ? Enclosure.ONE : Enclosure.within1Ulp(Math.cos(z));
  }

  @Override
  public boolean defined(double l, double u) {
    return true;
  }

  /**
   * Half waves between multiples of pi (for the cosine, halfway between them). Near those, |f''| =
   * |f| is at most the width w of the strip in which they lie: off the chord by w^3 / 8.
   */
  @Override
  public List<Piece> pieces(double l, double u) {
    List<Piece> cut = new ArrayList<>();
    if (u - l > WIDEST || Math.max(Math.abs(l), Math.abs(u)) > FARTHEST) {
      cut.add(new Piece(l, u, Piece.Bend.UNSURE, 2));
      return cut;
    }
    double shift = cosine ? 0.5 : 0;
    double at = l;
    for (double k = Math.floor(l / Math.PI - shift) - 1; at < u; k++) {
      double zero = (k + 1 + shift) * Math.PI;
      double strip = 0x1p-48 * Math.max(1, Math.abs(zero));
      boolean exact = zero == 0;
      double before = Math.min(u, exact ? 0 : zero - strip);
      double after = Math.min(u, exact ? 0 : zero + strip);
      if (before > at) {
        // Between zeros k and k + 1 the sine is positive for even k; so is the cosine, shifted,
        // for odd k.
        boolean positive = (k % 2 == 0) != cosine;
        cut.add(new Piece(at, before, positive ? Piece.Bend.CONCAVE : Piece.Bend.CONVEX));
        at = before;
      }
      if (after > at) {
        cut.add(new Piece(at, after, Piece.Bend.UNSURE, 8 * strip * strip * strip));
        at = after;
      }
    }
    return cut;
  }

  @Override
  public Enclosure range() {
    return new Enclosure(-1, 1);
  }

  @Override
  public double at(double z) {
    return cosine ? Math.cos(z) : Math.sin(z);
  }

  @Override
  public double slopeAt(double z) {
    return cosine ? -Math.sin(z) : Math.cos(z);
  }
}
