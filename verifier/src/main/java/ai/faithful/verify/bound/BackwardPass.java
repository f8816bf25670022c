package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.faithful.ir.Input;
import ai.faithful.verify.rule.ActivationRule;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One backward pass of linear bound propagation (THEORY 5.2) with its rounding slack (THEORY 7): B
 * x R rows start at values of the graph, are pulled back to its inputs and minimised there.
 *
 * <p>The invariant, in real arithmetic and for every point of the regions: objective >= sum over v
 * of A_v . v + constant - slack. Without rigour there is no slack.
 *
 * <p>Arrays of the pass live in the caller's scope and are freed as it proceeds.
 */
final class BackwardPass {
  private final Relaxation relaxation;
  private final Network network;
  private final Precision precision;
  private final long regions;
  private final long rows;
  private final Map<String, NDArray> coefficients = new HashMap<>();
  private @Nullable NDArray constant;
  private @Nullable NDArray slack;

  BackwardPass(Relaxation relaxation, long rows) {
    this.relaxation = relaxation;
    this.network = relaxation.network();
    this.precision = network.precision();
    this.regions = relaxation.regions();
    this.rows = rows;
  }

  /** Adds A . value to the objective; A, {@code [B R, *shape]}, is closed when it is spent. */
  void add(String value, NDArray a) {
    NDArray present = coefficients.get(value);
    if (present == null) {
      coefficients.put(value, a);
      return;
    }
    try (Scope scope = new Scope()) {
      NDArray sum = scope.keep(present.add(a));
      coefficients.put(value, sum);
      if (relaxation.rigorous()) {
        // Each coefficient of the sum is off by at most u times itself.
        NDArray weights =
            relaxation.magnitude(value).mul(Rounding.coefficient(1, precision)).add(eta());
        addSlack(RowProducts.upward(byRow(sum).abs(), weights));
        keepState(scope);
      }
    }
    present.close();
    a.close();
  }

  /** Adds to the objective's constant; {@code [B, R]}. */
  void addConstant(NDArray term) {
    if (constant == null) {
      constant = term;
      return;
    }
    constant = constant.add(term);
    if (relaxation.rigorous()) {
      addSlack(constant.abs().mul(2 * precision.unitRoundoff()).add(eta()));
    }
  }

  /** Adds to the slack; {@code [B, R]}, non-negative. */
  void addSlack(NDArray term) {
    // The sum of two non-negative numbers is low by at most a factor 1 - u.
    slack = slack == null ? term : slack.add(term).mul(Rounding.inflation(1, precision));
  }

  /** The bound, {@code [B, R]}; ends the pass. */
  NDArray lowerBound() {
    List<Site> reversed = new ArrayList<>();
    network.sites().forEach(reversed::add);
    Collections.reverse(reversed);
    for (Site site : reversed) {
      NDArray a = coefficients.remove(site.node().name());
      if (a != null) {
        pull(site, a);
        a.close();
      }
    }
    for (Input input : network.graph().inputs()) {
      NDArray a = coefficients.remove(input.name());
      if (a != null) {
        minimise(input.name(), a);
        a.close();
      }
    }
    if (!coefficients.isEmpty()) {
      throw new IllegalArgumentException("rows on unknown values " + coefficients.keySet());
    }
    NDArray bound = constant == null ? zeros() : constant;
    if (!relaxation.rigorous()) {
      return bound;
    }
    NDArray lowered = slack == null ? bound : Rounding.down(bound.sub(slack));
    // NaN and +infinity come of overflow: nothing is known then.
    NDArray unknown = lowered.isNaN().logicalOr(lowered.isInfinite());
    return NDArrays.where(unknown, lowered.zerosLike().sub(Double.POSITIVE_INFINITY), lowered);
  }

  private void pull(Site site, NDArray a) {
    Rule rule = Network.rule(site);
    // Made before the inner scope opens, for they are shared by later passes.
    Lines lines = rule instanceof ActivationRule ? relaxation.lines(site) : null;
    Planes planes = rule instanceof PlaneRule ? relaxation.planes(site) : null;
    RoundingCost cost =
        relaxation.rigorous() && !(rule instanceof LinearRule linear && isExact(site, linear))
            ? relaxation.cost(site)
            : null;
    Map<Integer, NDArray> pulled = new HashMap<>();
    try (Scope scope = new Scope()) {
      if (rule instanceof LinearRule linear) {
        for (int arg : site.variables()) {
          pulled.put(arg, scope.keep(linear.applyTransposed(site, arg, a)));
        }
        NDArray offset = linear.offset(site);
        if (offset != null) {
          addConstant(product(a, Relaxation.spread(offset, site).swapAxes(0, 1)));
        }
      } else if (lines != null) {
        NDArray part = substitute(a, lines.lowerSlope(), lines.upperSlope());
        pulled.put(0, scope.keep(part.reshape(a.getShape())));
        addIntercepts(a, lines.lowerIntercept(), lines.upperIntercept());
      } else if (planes != null) {
        for (int arg : site.variables()) {
          NDArray part =
              substitute(a, planes.lowerSlopes().get(arg), planes.upperSlopes().get(arg));
          PlaneRule plane = (PlaneRule) rule;
          pulled.put(arg, scope.keep(plane.gather(site, arg, part.reshape(a.getShape()))));
        }
        addIntercepts(a, planes.lowerIntercept(), planes.upperIntercept());
      }
      if (cost != null) {
        NDArray added = RowProducts.upward(byRow(a).abs(), cost.weights()).add(cost.underflow());
        addSlack(added.mul(Rounding.inflation(1, precision)));
      }
      keepState(scope);
    }
    pulled.forEach((arg, part) -> add(site.node().inputs().get(arg), part));
  }

  /** Whether rows are pulled back without a rounding. */
  private static boolean isExact(Site site, LinearRule rule) {
    boolean constant = site.variables().size() < site.shapes().size();
    return !constant && site.variables().stream().allMatch(arg -> rule.terms(site, arg) == 0);
  }

  /** Each coefficient times the slope of the line (or plane) its sign asks for. */
  private NDArray substitute(NDArray a, NDArray lower, NDArray upper) {
    NDArray rowwise = byRow(a);
    Shape shape = rowwise.getShape();
    NDArray slope =
        NDArrays.where(
            rowwise.gt(0),
            lower.expandDims(1).broadcast(shape),
            upper.expandDims(1).broadcast(shape));
    return rowwise.mul(slope);
  }

  private void addIntercepts(NDArray a, @Nullable NDArray lower, @Nullable NDArray upper) {
    NDArray rowwise = byRow(a);
    if (lower != null) {
      addConstant(RowProducts.of(Activation.relu(rowwise), lower));
    }
    if (upper != null) {
      addConstant(RowProducts.of(Activation.relu(rowwise.neg()).neg(), upper));
    }
  }

  private void minimise(String input, NDArray a) {
    try (Scope scope = new Scope()) {
      Concretizer.Minimum minimum =
          relaxation.region(input).minimum(byRow(a), relaxation.rounding());
      addConstant(minimum.value());
      if (minimum.slack() != null) {
        addSlack(minimum.slack());
      }
      keepState(scope);
    }
  }

  /** A . w for a w shared by all regions: {@code [B R, *shape]} and {@code [n, 1]}. */
  private NDArray product(NDArray a, NDArray shared) {
    return a.reshape(regions * rows, shared.getShape().get(0))
        .matMul(shared)
        .reshape(regions, rows);
  }

  private NDArray byRow(NDArray a) {
    return a.reshape(regions, rows, a.size() / Math.max(1, regions * rows));
  }

  private void keepState(Scope scope) {
    if (constant != null) {
      scope.keep(constant);
    }
    if (slack != null) {
      scope.keep(slack);
    }
  }

  private NDArray zeros() {
    return network.manager().zeros(new Shape(regions, rows), precision.type());
  }

  private double eta() {
    return precision.minNormal();
  }
}
