package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.Shape;
import ai.faithful.verify.rule.Precision;
import org.jspecify.annotations.Nullable;

/** Sums, slopes and constants of {@link AffineTube}s, with their rounding. */
final class TubeArithmetic {
  /** Roundings on the way through an activation, of both functions, and some to spare. */
  private static final int ACTIVATION = 12;

  private final InputColumns columns;
  private final Precision precision;
  private final boolean rigorous;

  TubeArithmetic(InputColumns columns, Precision precision, boolean rigorous) {
    this.columns = columns;
    this.precision = precision;
    this.rigorous = rigorous;
  }

  /** With its weight. */
  AffineTube tube(NDArray slope, NDArray constant, @Nullable NDArray spreadSlope, NDArray spread) {
    NDArray weight = columns.weigh(slope);
    if (spreadSlope != null) {
      weight = weight.add(columns.weigh(spreadSlope));
    }
    weight = weight.add(constant.abs()).add(spread.abs()).mul(Rounding.inflation(3, precision));
    return new AffineTube(slope, constant, spreadSlope, spread, weight);
  }

  /** Adds an error that is low by a few roundings, and k eta of underflow for each column. */
  NDArray withError(NDArray spread, NDArray error, long k) {
    double eta = precision.minNormal();
    // Two constants come on top of the columns.
    NDArray underflow = columns.total().add(4).mul(2 * k * eta).add(eta);
    NDArray all = error.add(underflow).mul(Rounding.inflation(4, precision));
    return Rounding.up(spread.add(all));
  }

  AffineTube plus(AffineTube a, AffineTube b, boolean exact) {
    NDArray spreadSlope = a.spreadSlope();
    if (b.spreadSlope() != null) {
      spreadSlope = spreadSlope == null ? b.spreadSlope() : spreadSlope.add(b.spreadSlope());
    }
    AffineTube sum =
        tube(
            a.slope().add(b.slope()),
            a.constant().add(b.constant()),
            spreadSlope,
            a.spread().add(b.spread()));
    if (!rigorous || exact) {
      return sum;
    }
    NDArray error = sum.weight().mul(Rounding.coefficient(1, precision));
    return tube(sum.slope(), sum.constant(), spreadSlope, withError(sum.spread(), error, 0));
  }

  /**
   * All s z for s z between the two slopes' ends. With p, q half the sum and the difference of the
   * slopes and g, h those of their magnitudes: C' = p C + h R, R' = q C + g R, and so c', r'. Each
   * of p, q, g, h is at most S, the larger magnitude, and off by u S; products and sums make that
   * less than 4 u S (|C| + |R|) for either.
   */
  AffineTube between(AffineTube z, NDArray lower, NDArray upper) {
    NDArray a = lower.abs();
    NDArray b = upper.abs();
    NDArray p = lower.add(upper).mul(0.5);
    NDArray q = upper.sub(lower).mul(0.5);
    NDArray g = a.add(b).mul(0.5);
    NDArray h = b.sub(a).mul(0.5);
    NDArray slope = z.slope().mul(p.expandDims(1));
    NDArray spreadSlope = z.slope().mul(q.expandDims(1));
    NDArray spread = z.constant().mul(q).add(z.spread().mul(g));
    if (z.spreadSlope() != null) {
      slope = slope.add(z.spreadSlope().mul(h.expandDims(1)));
      spreadSlope = spreadSlope.add(z.spreadSlope().mul(g.expandDims(1)));
    }
    if (rigorous) {
      NDArray error = z.weight().mul(a.maximum(b)).mul(Rounding.coefficient(ACTIVATION, precision));
      spread = withError(spread, error, 4);
    }
    NDArray constant = z.constant().mul(p).add(z.spread().mul(h));
    return tube(slope, constant, spreadSlope, spread);
  }

  /** A tube whose lower function is raised by one constant, the upper one by another. */
  AffineTube raised(AffineTube tube, NDArray lower, NDArray upper) {
    NDArray constant = tube.constant().add(lower.add(upper).mul(0.5));
    NDArray spread = tube.spread().add(upper.sub(lower).mul(0.5));
    if (rigorous) {
      // Two roundings each, relative to the two terms.
      NDArray error =
          tube.constant()
              .abs()
              .add(tube.spread().abs())
              .add(lower.abs())
              .add(upper.abs())
              .mul(Rounding.coefficient(8, precision));
      spread = withError(spread, error, 1);
    }
    return tube(tube.slope(), constant, tube.spreadSlope(), spread);
  }

  /** Where a tube overflowed, the interval. */
  AffineTube numbers(AffineTube tube, Box box) {
    NDArray unknown = tube.weight().isNaN().logicalOr(tube.weight().isInfinite());
    if (!unknown.any().getBoolean()) {
      return tube;
    }
    CenteredBox interval = CenteredBox.of(box);
    NDArray zero = tube.slope().zerosLike();
    Shape wide = new Shape(columns.regions(), columns.count(), unknown.getShape().get(1));
    NDArray everywhere = unknown.expandDims(1).broadcast(wide);
    return tube(
        NDArrays.where(everywhere, zero.broadcast(wide), tube.slope().broadcast(wide)),
        NDArrays.where(unknown, Layout.flat(interval.center()), tube.constant()),
        tube.spreadSlope() == null
            ? null
            : NDArrays.where(everywhere, zero.broadcast(wide), tube.spreadSlope().broadcast(wide)),
        NDArrays.where(unknown, Layout.flat(interval.radius()), tube.spread()));
  }
}
