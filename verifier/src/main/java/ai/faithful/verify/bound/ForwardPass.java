package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Input;
import ai.faithful.verify.rule.LinearRule;
import ai.faithful.verify.rule.Lines;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.PlaneRule;
import ai.faithful.verify.rule.Planes;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.Rule;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Linear bounds carried forward (the forward mode of Xu et al. 2020): an {@link AffineTube} for
 * each value, from those of its operands, as many affine functions of the input as the value has
 * elements. A linear operator L makes of C x + c +- (R x + r) the tube L (C x + c) +- |L| (R x +
 * r); an activation between lines s z + t and s' z + t' encloses y between s (C x + c) - |s| (R x +
 * r) + t and s' (C x + c) + |s'| (R x + r) + t'.
 *
 * <p>Rounding (THEORY 7): a result of n roundings errs by at most gamma_n times the sum of the
 * magnitudes of its terms. Summed over the columns with the largest |x_j|, and the constants, that
 * is gamma_n |L| w with w the weight of the operand's tube: a vector, added to r.
 *
 * <p>Arrays live in the caller's scope and are freed when no later node needs them.
 */
final class ForwardPass {
  private final Relaxation relaxation;
  private final Network network;
  private final Precision precision;
  private final InputColumns columns;
  private final TubeArithmetic arithmetic;
  private final Set<String> wanted;
  private final Map<String, Integer> readers = new HashMap<>();
  private final Map<String, AffineTube> tubes = new HashMap<>();

  /**
   * @param relaxation without pruning
   * @param wanted names of values whose tubes are asked for
   */
  ForwardPass(Relaxation relaxation, Collection<String> wanted) {
    this.relaxation = relaxation;
    this.network = relaxation.network();
    this.precision = network.precision();
    this.columns = new InputColumns(relaxation);
    this.arithmetic = new TubeArithmetic(columns, precision, relaxation.rigorous());
    this.wanted = new HashSet<>(wanted);
    List<Site> reversed = new ArrayList<>();
    network.sites().forEach(site -> reversed.add(0, site));
    Set<String> needed = new HashSet<>(wanted);
    for (Site site : reversed) {
      if (needed.contains(site.node().name())) {
        for (int arg : site.variables()) {
          String operand = site.node().inputs().get(arg);
          needed.add(operand);
          readers.merge(operand, 1, Integer::sum);
        }
      }
    }
    wanted.forEach(value -> readers.merge(value, 1, Integer::sum));
    for (Input input : network.graph().inputs()) {
      if (readers.containsKey(input.name())) {
        tubes.put(input.name(), ofInput(input.name()));
      }
    }
  }

  InputColumns columns() {
    return columns;
  }

  AffineTube tube(String value) {
    return Objects.requireNonNull(tubes.get(value), value);
  }

  /** Whether anything that is asked for depends on a node. */
  boolean reaches(Site site) {
    return readers.containsKey(site.node().name());
  }

  private AffineTube ofInput(String input) {
    NDArray zero = relaxation.zeros(network.graph().shapeOf(input).size());
    NDArray weight = Layout.flat(relaxation.box(input).magnitude());
    return new AffineTube(columns.unit(input), zero, null, zero.zerosLike(), weight);
  }

  /**
   * Goes on through a node, the next in order of those that it reaches.
   *
   * @param box of its value, from intervals
   */
  AffineTube step(Site site, Box box) {
    try (Scope scope = new Scope()) {
      Rule rule = Network.rule(site);
      AffineTube tube;
      if (rule instanceof LinearRule linear) {
        tube = linear(site, linear);
      } else if (rule instanceof PlaneRule plane) {
        tube = planes(site, plane);
      } else {
        tube = activation(site);
      }
      tube = arithmetic.numbers(tube, box);
      scope.keep(tube.slope());
      scope.keep(tube.constant());
      if (tube.spreadSlope() != null) {
        scope.keep(tube.spreadSlope());
      }
      scope.keep(tube.spread());
      scope.keep(tube.weight());
      tubes.put(site.node().name(), tube);
    }
    for (int arg : site.variables()) {
      String operand = site.node().inputs().get(arg);
      if (readers.merge(operand, -1, Integer::sum) == 0 && !wanted.contains(operand)) {
        Objects.requireNonNull(tubes.remove(operand)).close();
      }
    }
    return tube(site.node().name());
  }

  private AffineTube linear(Site site, LinearRule rule) {
    AffineTube sum = null;
    for (int arg : site.variables()) {
      AffineTube part = applied(site, rule, arg);
      sum = sum == null ? part : arithmetic.plus(sum, part, rule.rearranges());
    }
    AffineTube tube = Objects.requireNonNull(sum);
    NDArray offset = rule.offset(site);
    if (offset == null) {
      return tube;
    }
    NDArray constant = tube.constant().add(Layout.spread(offset, site));
    NDArray spread = tube.spread();
    if (relaxation.rigorous()) {
      NDArray radius = rule.offsetRadius(site);
      if (!rule.rearranges()) {
        spread = Rounding.up(spread.add(constant.abs().mul(2 * precision.unitRoundoff())));
      }
      spread = radius == null ? spread : Rounding.up(spread.add(Layout.spread(radius, site)));
    }
    return arithmetic.tube(tube.slope(), constant, tube.spreadSlope(), spread);
  }

  /** The part of a linear operator's value that comes from one operand. */
  private AffineTube applied(Site site, LinearRule rule, int arg) {
    AffineTube x = tube(site.node().inputs().get(arg));
    NDArray slope = columns(rule.apply(site, arg, shaped(x.slope(), site, arg)));
    NDArray constant = Layout.flat(rule.apply(site, arg, shaped(x.constant(), site, arg)));
    NDArray spreadSlope =
        x.spreadSlope() == null
            ? null
            : columns(rule.applyAbs(site, arg, shaped(x.spreadSlope(), site, arg)));
    NDArray spread = Layout.flat(rule.applyAbs(site, arg, shaped(x.spread(), site, arg)));
    int n = rule.rearranges() ? 0 : rule.terms(site, arg);
    if (relaxation.rigorous() && n > 0) {
      // |L| q as computed is low by at most a factor (1 - gamma_n) and n eta.
      NDArray q =
          x.weight()
              .mul(Rounding.coefficient(n, precision))
              .mul(Rounding.inflation(n + 1, precision))
              .add(precision.minNormal());
      NDArray error = Layout.flat(rule.applyAbs(site, arg, shaped(q, site, arg)));
      NDArray uncertain =
          rule.applyRadius(site, arg, relaxation.box(site.node().inputs().get(arg)).magnitude());
      if (uncertain != null) {
        error = error.add(Layout.flat(uncertain).mul(Rounding.inflation(n + 1, precision)));
      }
      spread = arithmetic.withError(spread, error, 4L * n);
    }
    return arithmetic.tube(slope, constant, spreadSlope, spread);
  }

  private AffineTube activation(Site site) {
    Lines lines = relaxation.lines(site);
    AffineTube z = tube(site.node().inputs().get(0));
    AffineTube sloped = arithmetic.between(z, lines.lowerSlope(), lines.upperSlope());
    NDArray lower = lines.lowerIntercept();
    NDArray upper = lines.upperIntercept();
    if (lower == null && upper == null) {
      return sloped;
    }
    NDArray zero = sloped.constant().zerosLike();
    return arithmetic.raised(sloped, lower == null ? zero : lower, upper == null ? zero : upper);
  }

  private AffineTube planes(Site site, PlaneRule rule) {
    Planes planes = relaxation.planes(site);
    AffineTube sum = null;
    for (int arg : site.variables()) {
      AffineTube x = tube(site.node().inputs().get(arg));
      AffineTube repeated =
          new AffineTube(
              columns(rule.spread(site, arg, shaped(x.slope(), site, arg))),
              Layout.flat(rule.spread(site, arg, shaped(x.constant(), site, arg))),
              x.spreadSlope() == null
                  ? null
                  : columns(rule.spread(site, arg, shaped(x.spreadSlope(), site, arg))),
              Layout.flat(rule.spread(site, arg, shaped(x.spread(), site, arg))),
              Layout.flat(rule.spread(site, arg, shaped(x.weight(), site, arg))));
      AffineTube part =
          arithmetic.between(
              repeated, planes.lowerSlopes().get(arg), planes.upperSlopes().get(arg));
      sum = sum == null ? part : arithmetic.plus(sum, part, false);
    }
    return arithmetic.raised(
        Objects.requireNonNull(sum), planes.lowerIntercept(), planes.upperIntercept());
  }

  /** Columns, or a vector for each region, as a batch of an operand's arrays. */
  private static NDArray shaped(NDArray x, Site site, int arg) {
    Shape shape = x.getShape();
    long batch = shape.dimension() == 3 ? shape.get(0) * shape.get(1) : shape.get(0);
    return x.reshape(Layout.dims(batch, site.shape(arg)));
  }

  /** The inverse for columns, {@code [B or 1, N, size]}. */
  private NDArray columns(NDArray batch) {
    long n = columns.count();
    long regions = batch.getShape().get(0) / Math.max(1, n);
    return batch.reshape(regions, n, batch.size() / Math.max(1, regions * n));
  }

  /** The interval that a value's tube leaves over each region. */
  Box box(String value) {
    AffineTube tube = tube(value);
    return new Box(shapedAs(value, end(tube, false)), shapedAs(value, end(tube, true).neg()));
  }

  private NDArray shapedAs(String value, NDArray flat) {
    return flat.reshape(Layout.dims(relaxation.regions(), network.graph().shapeOf(value)));
  }

  /** The least of y over each region, or of -y. */
  private NDArray end(AffineTube tube, boolean negated) {
    NDArray rows = negated ? tube.slope().neg() : tube.slope();
    rows = tube.spreadSlope() == null ? rows : rows.sub(tube.spreadSlope());
    long size = rows.getShape().get(2);
    rows = rows.broadcast(new Shape(relaxation.regions(), columns.count(), size)).swapAxes(1, 2);
    NDArray constant = negated ? tube.constant().neg() : tube.constant();
    constant = constant.sub(tube.spread());
    return lowered(columns.minimum(rows).add(constant), constant, tube.weight());
  }

  /** A sum whose terms have few roundings, less what they can be off. */
  private NDArray lowered(NDArray sum, NDArray constant, NDArray weight) {
    if (!relaxation.rigorous()) {
      return sum;
    }
    NDArray error = weight.add(constant.abs()).mul(Rounding.coefficient(8, precision));
    return Rounding.orElse(Rounding.down(Rounding.down(sum).sub(error)), Double.NEGATIVE_INFINITY);
  }

  /**
   * Lower bounds of rows on values whose tubes were asked for, {@code [B, R]}: the row A has A C x
   * - |A| R x as its slope.
   */
  NDArray lowerBound(Rows rows) {
    NDArray slope = null;
    NDArray constant = rows.constant();
    NDArray weight = rows.constant().abs();
    long terms = 0;
    for (Map.Entry<String, NDArray> entry : rows.coefficients().entrySet()) {
      AffineTube tube = tube(entry.getKey());
      long size = tube.constant().getShape().get(1);
      NDArray a = entry.getValue().reshape(rows.regions(), rows.count(), size);
      NDArray absolute = a.abs();
      NDArray part = a.matMul(tube.slope().swapAxes(1, 2));
      if (tube.spreadSlope() != null) {
        part = part.sub(absolute.matMul(tube.spreadSlope().swapAxes(1, 2)));
      }
      slope = slope == null ? part : slope.add(part);
      constant =
          constant
              .add(RowProducts.of(a, tube.constant()))
              .sub(RowProducts.of(absolute, tube.spread()));
      weight = weight.add(RowProducts.upward(absolute, tube.weight()));
      terms = Math.max(terms, size);
    }
    NDArray bound = slope == null ? constant : columns.minimum(slope).add(constant);
    if (!relaxation.rigorous()) {
      return bound;
    }
    // Inner products of so many terms, and a few sums for each value.
    long n = terms + 8L * (rows.coefficients().size() + 1);
    NDArray error = weight.mul(Rounding.coefficient(n, precision));
    NDArray slack = arithmetic.withError(error.zerosLike(), error, 4 * n);
    return Rounding.orElse(
        Rounding.down(Rounding.down(bound).sub(slack)), Double.NEGATIVE_INFINITY);
  }
}
