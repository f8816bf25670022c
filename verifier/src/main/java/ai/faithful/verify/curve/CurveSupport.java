package ai.faithful.verify.curve;

import java.util.List;

/**
 * Lines below a {@link Curve}. A line's intercept is the least of f(z) - k z: on a piece that is
 * straight or concave at an end, on a convex piece where the slope is k.
 *
 * @param curve the function
 */
record CurveSupport(Curve curve) implements Support {
  /** How near to where the slope is k the two tangents touch that bound a convex piece. */
  private static final double NEAR = 0x1p-30;

  private static final int STEPS = 60;

  @Override
  public double slope(double l, double u, double anchor) {
    if (!curve.defined(l, u)) {
      return 0;
    }
    List<Piece> pieces = curve.pieces(l, u);
    if (pieces.size() == 1 && pieces.get(0).bend() == Piece.Bend.UNSURE) {
      return 0;
    }
    double best = tangent(pieces, anchor);
    if (!Double.isNaN(best)) {
      return best;
    }
    // The edge of the envelope over the anchor: from a chord, always to the lowest point under it.
    double a = l;
    double b = u;
    double fa = curve.at(a);
    double fb = curve.at(b);
    double slope = (fb - fa) / (b - a);
    for (int step = 0; step < STEPS; step++) {
      double z = lowest(pieces, slope);
      double fz = curve.at(z);
      if (!(fz - slope * z < fa - slope * a - tolerance(fa, slope * a)) || z == a || z == b) {
        break;
      }
      if (z <= anchor) {
        a = z;
        fa = fz;
      } else {
        b = z;
        fb = fz;
      }
      slope = (fb - fa) / (b - a);
    }
    return slope;
  }

  /** The slope at the anchor if the tangent there lies below the curve everywhere, else NaN. */
  private double tangent(List<Piece> pieces, double anchor) {
    for (Piece piece : pieces) {
      if (piece.bend() == Piece.Bend.CONVEX && piece.from() <= anchor && anchor <= piece.to()) {
        double slope = curve.slopeAt(anchor);
        if (pieces.size() == 1) {
          return slope;
        }
        double z = lowest(pieces, slope);
        double value = curve.at(anchor);
        if (curve.at(z) - slope * z >= value - slope * anchor - tolerance(value, slope * anchor)) {
          return slope;
        }
      }
    }
    return Double.NaN;
  }

  private static double tolerance(double a, double b) {
    return 0x1p-48 * (Math.abs(a) + Math.abs(b));
  }

  /** Near where f(z) - slope z is least. */
  private double lowest(List<Piece> pieces, double slope) {
    double best = pieces.get(0).from();
    double least = curve.at(best) - slope * best;
    for (Piece piece : pieces) {
      double end = piece.to();
      double value = curve.at(end) - slope * end;
      if (value < least) {
        least = value;
        best = end;
      }
      if (piece.bend() == Piece.Bend.CONVEX) {
        double z = touching(piece, slope);
        value = curve.at(z) - slope * z;
        if (value < least) {
          least = value;
          best = z;
        }
      }
    }
    return best;
  }

  /** Where a convex piece has the slope, or the end that comes nearest to it. */
  private double touching(Piece piece, double slope) {
    if (curve.slopeAt(piece.from()) >= slope) {
      return piece.from();
    }
    if (curve.slopeAt(piece.to()) <= slope) {
      return piece.to();
    }
    double z = curve.where(slope, piece.from(), piece.to());
    return Double.isNaN(z) ? piece.from() : Math.min(piece.to(), Math.max(piece.from(), z));
  }

  @Override
  public double intercept(double slope, double l, double u) {
    boolean finite = Double.isFinite(l) && Double.isFinite(u) && curve.defined(l, u);
    if (!finite || !Double.isFinite(slope)) {
      return slope == 0 && curve.defined(l, u) ? curve.range().lower() : Double.NEGATIVE_INFINITY;
    }
    double least = Math.min(above(slope, l), above(slope, u));
    for (Piece piece : curve.pieces(l, u)) {
      least = Math.min(least, least(piece, slope));
    }
    least = slope == 0 ? Math.max(least, curve.range().lower()) : least;
    return Double.isNaN(least) ? Double.NEGATIVE_INFINITY : least;
  }

  /**
   * Tangents along the convex piece that the line anchored in the middle touches, from where the
   * line through l touches it to where the one through u does; or all slopes at a kink.
   */
  @Override
  public Choice choice(double l, double u) {
    double middle = slope(l, u, l + 0.5 * (u - l));
    if (!curve.defined(l, u)) {
      return Choice.only(0);
    }
    List<Piece> pieces = curve.pieces(l, u);
    double lowest = lowest(pieces, middle);
    double least = curve.at(lowest) - middle * lowest;
    double near = 0x1p-40 * (Math.abs(curve.at(lowest)) + Math.abs(middle * lowest));
    for (Piece piece : pieces) {
      if (piece.bend() == Piece.Bend.CONVEX) {
        double z = touching(piece, middle);
        if (curve.at(z) - middle * z <= least + near) {
          double from = supporting(pieces, z, Math.min(z, touching(piece, slope(l, u, l))));
          double to = supporting(pieces, z, Math.max(z, touching(piece, slope(l, u, u))));
          return new Choice(Choice.Kind.TANGENT, from, to, z);
        }
      } else if (piece.bend() == Piece.Bend.STRAIGHT && piece.to() < u) {
        double kink = piece.to();
        double value = curve.at(kink) - middle * kink;
        double left = slope(l, u, Math.max(l, kink - 0x1p-20 * (kink - l)));
        double right = slope(l, u, kink + 0x1p-20 * (u - kink));
        if (value <= least + near && left < right) {
          return new Choice(Choice.Kind.SLOPE, left, right, kink);
        }
      }
    }
    return Choice.only(middle);
  }

  /** The point farthest from {@code good}, towards {@code end}, with a tangent that supports. */
  private double supporting(List<Piece> pieces, double good, double end) {
    if (good == end || supports(pieces, end)) {
      return end;
    }
    double inside = good;
    double outside = end;
    for (int step = 0; step < 30; step++) {
      double middle = inside + 0.5 * (outside - inside);
      if (supports(pieces, middle)) {
        inside = middle;
      } else {
        outside = middle;
      }
    }
    return inside;
  }

  /** Whether the tangent at a point lies below the curve, all but a billionth. */
  private boolean supports(List<Piece> pieces, double at) {
    double slope = curve.slopeAt(at);
    double z = lowest(pieces, slope);
    double height = curve.at(at) - slope * at;
    return curve.at(z) - slope * z
        >= height - 0x1p-30 * (Math.abs(height) + Math.abs(curve.at(at)));
  }

  @Override
  public double slope(Choice.Kind kind, double parameter) {
    return kind == Choice.Kind.SLOPE ? parameter : curve.slopeAt(parameter);
  }

  /** A tangent at t rises with t by f''(t) (z - t). */
  @Override
  public double rate(Choice choice, double parameter, double z) {
    if (choice.kind() == Choice.Kind.SLOPE) {
      return z - choice.pivot();
    }
    double h = 0x1p-17 * Math.max(curve.scale(), Math.abs(parameter));
    double from = Math.max(choice.least(), parameter - h);
    double to = Math.min(choice.most(), parameter + h);
    double bend = to > from ? (curve.slopeAt(to) - curve.slopeAt(from)) / (to - from) : 0;
    return bend * (z - parameter);
  }

  @Override
  public boolean straight(double l, double u) {
    if (!(l < u) || !Double.isFinite(u - l) || !curve.defined(l, u)) {
      return l == u;
    }
    List<Piece> pieces = curve.pieces(l, u);
    return pieces.size() == 1 && pieces.get(0).bend() == Piece.Bend.STRAIGHT;
  }

  /** At most f(z) - slope z: one rounding of the exact difference. */
  private double above(double slope, double z) {
    double value = curve.value(z).lower();
    return slope == 0 ? value : Math.nextDown(Math.fma(-slope, z, value));
  }

  /** At most f(z) - slope z on the piece. */
  private double least(Piece piece, double slope) {
    double ends = Math.min(above(slope, piece.from()), above(slope, piece.to()));
    return switch (piece.bend()) {
      case STRAIGHT, CONCAVE -> ends;
      case UNSURE -> Math.nextDown(ends - piece.slack());
      case CONVEX -> convex(piece, slope);
    };
  }

  /**
   * On a convex piece g(z) = f(z) - slope z lies above each of its tangents. Two of them touch
   * shortly before and after the lowest point, y <= z: g(x) >= g(y) + g'(y) (x - y), likewise at z,
   * bounds g before y, in between, and after z.
   */
  private double convex(Piece piece, double slope) {
    double touch = touching(piece, slope);
    double near = NEAR * Math.max(curve.scale(), Math.abs(touch));
    double y = Math.max(piece.from(), touch - near);
    double z = Math.min(piece.to(), touch + near);
    double atY = above(slope, y);
    double atZ = above(slope, z);
    Enclosure slopeY = curve.slope(y).plus(-slope);
    Enclosure slopeZ = curve.slope(z).plus(-slope);
    double before = less(atY, slopeY.upper(), y, piece.from());
    double after = less(atZ, -slopeZ.lower(), piece.to(), z);
    double between = Math.max(less(atY, -slopeY.lower(), z, y), less(atZ, slopeZ.upper(), z, y));
    return Math.min(Math.min(atY, atZ), Math.min(between, Math.min(before, after)));
  }

  /** At most value - max(0, rate) (to - from). */
  private static double less(double value, double rate, double to, double from) {
    if (rate <= 0 || to == from) {
      return value;
    }
    double fall = Math.nextUp(rate * Math.nextUp(to - from));
    return Math.nextDown(value - fall);
  }
}
