package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.faithful.ir.Input;
import ai.faithful.verify.rule.AdjustableLine;
import ai.faithful.verify.rule.AdjustableLines;
import ai.faithful.verify.rule.Line;
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
  private final Slopes slopes;
  private final @Nullable Trace trace;
  private final Map<String, Coefficients> coefficients = new HashMap<>();

  /** By value that is to pay for it too, the sum whose rounding has not been paid for. */
  private final Map<String, Site> owing = new HashMap<>();

  private @Nullable NDArray constant;
  private @Nullable NDArray slack;

  BackwardPass(Relaxation relaxation, long rows) {
    this(relaxation, rows, Slopes.FIXED, null);
  }

  /**
   * @param slopes of adjustable lines
   * @param trace where to note what was chosen; its arrays live in the scope of the call
   */
  BackwardPass(Relaxation relaxation, long rows, Slopes slopes, @Nullable Trace trace) {
    this.relaxation = relaxation;
    this.network = relaxation.network();
    this.precision = network.precision();
    this.regions = relaxation.regions();
    this.rows = rows;
    this.slopes = slopes;
    this.trace = trace;
  }

  Relaxation relaxation() {
    return relaxation;
  }

  /** Adds A . value to the objective; A, {@code [B R, *shape]}, is closed when it is spent. */
  void add(String value, NDArray a) {
    add(value, Coefficients.all(a));
  }

  /** As {@link #add(String, NDArray)}, on a support of the value. */
  void add(String value, Coefficients a) {
    Coefficients present = coefficients.get(value);
    if (present == null) {
      coefficients.put(value, a);
      return;
    }
    try (Scope scope = new Scope()) {
      Support support = present.support() == null ? a.support() : present.support();
      NDArray sum = scope.keep(on(support, present).add(on(support, a)));
      coefficients.put(value, new Coefficients(sum, support));
      if (relaxation.rigorous()) {
        // Each coefficient of the sum is off by at most u times itself.
        NDArray weights =
            relaxation.magnitude(value, support).mul(Rounding.coefficient(1, precision)).add(eta());
        addSlack(RowProducts.upward(byRow(sum).abs(), weights));
        keepState(scope);
      }
    }
    present.array().close();
    a.array().close();
  }

  /** Coefficients on a support: those left out meet a value that is 0. */
  private NDArray on(@Nullable Support support, Coefficients a) {
    return support == null || a.support() != null
        ? a.array()
        : support.ofRows(byRow(a.array())).reshape(regions * rows, support.size());
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
      Coefficients a = coefficients.remove(site.node().name());
      if (a != null) {
        pull(site, a);
        a.array().close();
      }
    }
    for (Input input : network.graph().inputs()) {
      Coefficients a = coefficients.remove(input.name());
      if (a != null) {
        minimise(input.name(), a.array());
        a.array().close();
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

  private void pull(Site site, Coefficients from) {
    Rule rule = Network.rule(site);
    Map<Integer, Coefficients> pulled;
    if (rule instanceof LinearRule linear) {
      pulled = pullLinear(site, linear, from);
    } else if (rule instanceof PlaneRule plane) {
      pulled = pullPlanes(site, plane, from);
    } else {
      pulled = pullActivation(site, from);
    }
    pulled.forEach((arg, part) -> add(site.node().inputs().get(arg), part));
  }

  private Map<Integer, Coefficients> pullLinear(Site site, LinearRule linear, Coefficients from) {
    RoundingCost cost = null;
    if (relaxation.rigorous() && !isExact(site, linear) && !leavesCost(site)) {
      Site owed = owing.remove(site.node().name());
      cost =
          owed == null
              ? relaxation.cost(site, from.support())
              : relaxation.cost(site, owed, from.support());
    }
    Map<Integer, Coefficients> pulled = new HashMap<>();
    try (Scope scope = new Scope()) {
      for (int arg : site.variables()) {
        Coefficients part = LinearStep.transposed(relaxation, rows, site, arg, from);
        scope.keep(part.array());
        pulled.put(arg, part);
      }
      addOffset(site, linear, from);
      addCost(cost, from.array());
      keepState(scope);
    }
    return pulled;
  }

  /**
   * Whether the sum with a constant leaves its cost to the node before it, which weighs the very
   * same coefficients: one product less.
   */
  private boolean leavesCost(Site site) {
    if (owing.containsKey(site.node().name()) || !relaxation.passesOn(site)) {
      return false;
    }
    String operand = site.node().inputs().get(site.variables().get(0));
    Site before = network.producer(operand);
    boolean leaves =
        before != null
            && Network.rule(before) instanceof LinearRule linear
            && !isExact(before, linear)
            && !coefficients.containsKey(operand);
    if (leaves) {
      owing.put(operand, site);
    }
    return leaves;
  }

  /** Whether rows are pulled back without a rounding. */
  private static boolean isExact(Site site, LinearRule rule) {
    boolean constant = site.variables().size() < site.shapes().size();
    return !constant && site.variables().stream().allMatch(arg -> rule.terms(site, arg) == 0);
  }

  private Map<Integer, Coefficients> pullPlanes(Site site, PlaneRule rule, Coefficients from) {
    // What passes share is made before the inner scope opens.
    Planes planes = relaxation.planes(site);
    RoundingCost cost = relaxation.rigorous() ? relaxation.cost(site, null) : null;
    Map<Integer, Coefficients> pulled = new HashMap<>();
    try (Scope scope = new Scope()) {
      NDArray a = byRow(from.array());
      NDArray positive = a.gt(0);
      List<NDArray> chosen = new ArrayList<>();
      for (int arg : site.variables()) {
        NDArray slope =
            chosen(
                positive,
                planes.lowerSlopes().get(arg).expandDims(1),
                planes.upperSlopes().get(arg).expandDims(1));
        NDArray part = rule.gather(site, arg, a.mul(slope).reshape(from.array().getShape()));
        pulled.put(arg, Coefficients.all(scope.keep(part)));
        chosen.add(slope);
      }
      addIntercepts(
          site,
          a,
          positive,
          chosen,
          planes.lowerIntercept().expandDims(1),
          planes.upperIntercept().expandDims(1),
          scope);
      addCost(cost, a);
      keepState(scope);
    }
    return pulled;
  }

  /** Each coefficient times the slope of the line its sign asks for. */
  private Map<Integer, Coefficients> pullActivation(Site site, Coefficients from) {
    Lines lines = relaxation.lines(site);
    Support support = relaxation.support(site.node().name());
    boolean choosing = slopes.chosen();
    AdjustableLines adjustable = choosing ? relaxation.adjustable(site) : AdjustableLines.NONE;
    RoundingCost cost = relaxation.rigorous() ? relaxation.activationCost(site, choosing) : null;
    String name = site.node().name();
    try (Scope scope = new Scope()) {
      NDArray a = byRow(on(support, from));
      Line lower =
          line(
              adjustable.lower(),
              slopes.lower().get(name),
              lines.lowerSlope(),
              lines.lowerIntercept());
      Line upper =
          line(
              adjustable.upper(),
              slopes.upper().get(name),
              lines.upperSlope(),
              lines.upperIntercept());
      NDArray positive = a.gt(0);
      NDArray slope = chosen(positive, lower.slope(), upper.slope());
      NDArray part = a.mul(slope);
      addIntercepts(site, a, positive, List.of(slope), lower.intercept(), upper.intercept(), scope);
      addCost(cost, a);
      keepState(scope);
      Shape shape =
          support == null ? from.array().getShape() : new Shape(regions * rows, support.size());
      return Map.of(0, new Coefficients(scope.keep(part.reshape(shape)), support));
    }
  }

  private static NDArray chosen(NDArray positive, NDArray lower, NDArray upper) {
    Shape shape = positive.getShape();
    return NDArrays.where(positive, lower.broadcast(shape), upper.broadcast(shape));
  }

  private void addOffset(Site site, LinearRule linear, Coefficients from) {
    NDArray offset = linear.offset(site);
    if (offset == null) {
      return;
    }
    Support support = from.support();
    addConstant(
        support == null
            ? product(from.array(), Relaxation.spread(offset, site).swapAxes(0, 1))
            : RowProducts.of(byRow(from.array()), relaxation.offset(site, offset, support)));
  }

  private void addCost(@Nullable RoundingCost cost, NDArray a) {
    if (cost != null) {
      NDArray added = RowProducts.upward(byRow(a).abs(), cost.weights()).add(cost.underflow());
      addSlack(added.mul(Rounding.inflation(1, precision)));
    }
  }

  /** The line for the chosen parameters, or the fixed one, with an axis for rows. */
  private static Line line(
      @Nullable AdjustableLine adjustable,
      @Nullable NDArray t,
      NDArray slope,
      @Nullable NDArray intercept) {
    if (adjustable != null && t != null) {
      return adjustable.at(t);
    }
    return new Line(slope.expandDims(1), intercept == null ? null : intercept.expandDims(1));
  }

  /** Intercepts with an axis for rows, null for 0; notes the choice if that is asked for. */
  private void addIntercepts(
      Site site,
      NDArray a,
      NDArray positive,
      List<NDArray> chosen,
      @Nullable NDArray lower,
      @Nullable NDArray upper,
      Scope scope) {
    if (trace == null) {
      if (lower != null) {
        addConstant(weightedBy(Activation.relu(a), lower));
      }
      if (upper != null) {
        addConstant(weightedBy(Activation.relu(a.neg()).neg(), upper));
      }
      return;
    }
    NDArray intercept = null;
    if (lower != null || upper != null) {
      NDArray zero = network.manager().zeros(new Shape(1, 1, 1), precision.type());
      intercept =
          scope.keep(chosen(positive, lower == null ? zero : lower, upper == null ? zero : upper));
      addConstant(a.mul(intercept).sum(new int[] {2}));
    }
    chosen.forEach(scope::keep);
    trace.add(new Trace.Step(site, scope.keep(a.reshape(a.getShape())), chosen, intercept));
  }

  /** A . c for each row; {@code c} is {@code [B, 1, n]} or {@code [B, R, n]}. */
  private NDArray weightedBy(NDArray a, NDArray c) {
    return c.getShape().get(1) == 1 ? RowProducts.of(a, c.squeeze(1)) : a.mul(c).sum(new int[] {2});
  }

  private void minimise(String input, NDArray a) {
    try (Scope scope = new Scope()) {
      Concretizer region = relaxation.region(input);
      NDArray rowwise = byRow(a);
      Concretizer.Minimum minimum = region.minimum(rowwise, relaxation.rounding());
      addConstant(minimum.value());
      if (minimum.slack() != null) {
        addSlack(minimum.slack());
      }
      if (trace != null) {
        trace.minimiser(input, scope.keep(region.minimiser(rowwise)));
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
