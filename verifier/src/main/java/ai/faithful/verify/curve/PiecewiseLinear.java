package ai.faithful.verify.curve;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * A continuous function of straight pieces: its lines are exact.
 *
 * @param kinks where pieces meet, ascending
 * @param widths how far each kink may be from where it is said to be
 * @param steepest the largest slope in magnitude
 * @param function what is computed
 * @param range of all values
 */
record PiecewiseLinear(
    List<Double> kinks,
    List<Double> widths,
    double steepest,
    DoubleFunction<Enclosure> function,
    Enclosure range)
    implements PiecewiseCurve {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  static PiecewiseLinear leakyRelu(double slope) {
    Enclosure range = slope <= 0 ? new Enclosure(0, INFINITY) : new Enclosure(-INFINITY, INFINITY);
    return exact(
        List.of(0.0),
        Math.max(1, Math.abs(slope)),
        z -> z >= 0 ? Enclosure.of(z) : Enclosure.of(z).times(slope),
        range);
  }

  static PiecewiseLinear abs() {
    return exact(List.of(0.0), 1, z -> Enclosure.of(Math.abs(z)), new Enclosure(0, INFINITY));
  }

  static PiecewiseLinear clip(double least, double most) {
    List<Double> kinks = new ArrayList<>();
    if (least > -INFINITY) {
      kinks.add(least);
    }
    if (most < INFINITY && most > least) {
      kinks.add(most);
    }
    return exact(
        kinks,
        1,
        z -> Enclosure.of(Math.max(least, Math.min(most, z))),
        new Enclosure(least, most));
  }

  /** z to the power 0 or 1. */
  static PiecewiseLinear line(double exponent) {
    return exact(
        List.of(),
        1,
        z -> Enclosure.of(exponent == 0 ? 1 : z),
        exponent == 0 ? Enclosure.ONE : new Enclosure(-INFINITY, INFINITY));
  }

  private static PiecewiseLinear exact(
      List<Double> kinks, double steepest, DoubleFunction<Enclosure> function, Enclosure range) {
    return new PiecewiseLinear(
        kinks, kinks.stream().map(k -> 0.0).toList(), steepest, function, range);
  }

  /** max(0, min(1, alpha z + beta)), whose kinks need not be doubles. */
  static PiecewiseLinear hardSigmoid(double alpha, double beta) {
    List<Double> kinks = new ArrayList<>();
    List<Double> widths = new ArrayList<>();
    if (alpha != 0) {
      for (double level : alpha > 0 ? new double[] {0, 1} : new double[] {1, 0}) {
        double kink = (level - beta) / alpha;
        kinks.add(kink);
        // Rounded twice, each time to a relative u.
        widths.add(level == beta ? 0.0 : 4 * Math.ulp(kink));
      }
    }
    return new PiecewiseLinear(
        List.copyOf(kinks),
        List.copyOf(widths),
        Math.abs(alpha),
        z -> Enclosure.of(z).times(alpha).plus(beta).within(0, 1),
        new Enclosure(0, 1));
  }

  @Override
  public Enclosure value(double z) {
    return function.apply(z);
  }

  /** That of any piece: lines follow the pieces themselves, which are straight. */
  @Override
  public Enclosure slope(double z) {
    return new Enclosure(-steepest, steepest);
  }

  @Override
  public List<Piece> pieces() {
    List<Piece> pieces = new ArrayList<>();
    double from = -INFINITY;
    for (int i = 0; i < kinks.size(); i++) {
      double width = widths.get(i);
      pieces.add(new Piece(from, kinks.get(i) - width, Piece.Bend.STRAIGHT));
      from = kinks.get(i) + width;
      if (width > 0) {
        // Off the chord by at most the strip's width times the change of slope.
        double slack = 4 * width * steepest;
        pieces.add(new Piece(kinks.get(i) - width, from, Piece.Bend.UNSURE, slack));
      }
    }
    pieces.add(new Piece(from, INFINITY, Piece.Bend.STRAIGHT));
    return pieces;
  }
}
