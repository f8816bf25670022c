package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.faithful.ir.Input;
import ai.faithful.ir.Shape;
import ai.faithful.verify.rule.ActivationRule;
import ai.faithful.verify.rule.LinearRule;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.PlaneRule;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.Rule;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One backward pass of linear bound propagation (THEORY 5.2) with its rounding slack (THEORY 7): B
 * x R rows start at values of the graph, are pulled back to its inputs and minimised there.
 *
 * <p>The invariant, in real arithmetic and for every point of the regions: objective >= sum over v
 * of A_v . v + constant - slack, where the slack includes what the rest of the pass will cost (see
 * {@link RoundingCosts}). Without rigour there is no slack.
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

  /** By graph input, what its coefficients are made of in the last step. */
  private final Map<String, List<InputStep>> last = new LinkedHashMap<>();

  /** Values whose coefficients include some that were not pulled there. */
  private final Set<String> planted = new HashSet<>();

  private final RowTotals totals;
  private final Payments payments;

  /** Whether steps through activations are taken outside of the engine. */
  private final boolean outside;

  /** Likewise, those of a search. */
  private final boolean searching;

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
    this.totals = new RowTotals(network, relaxation.rigorous());
    this.payments = new Payments(this);
    this.outside = HostActivation.serves(this);
    this.searching = SearchStep.serves(this);
  }

  Relaxation relaxation() {
    return relaxation;
  }

  long rows() {
    return rows;
  }

  Slopes slopes() {
    return slopes;
  }

  @Nullable Trace trace() {
    return trace;
  }

  RowTotals totals() {
    return totals;
  }

  /** Starts rows with A . value; A, {@code [B R, *shape]}, is closed when it is spent. */
  void plant(String value, NDArray a) {
    plant(value, Coefficients.all(a));
  }

  /** As {@link #plant(String, NDArray)}, on a support of the value. */
  void plant(String value, Coefficients a) {
    payments.payAtStart(value, a);
    plantPaid(value, a);
  }

  /** As {@link #plant(String, Coefficients)}, of rows that are paid for. */
  void plantPaid(String value, Coefficients a) {
    add(value, a);
    planted.add(value);
  }

  /** What rows pay for rounding. */
  Payments payments() {
    return payments;
  }

  /** Adds to the rows' constant; {@code [B, R]}. */
  void plantConstant(NDArray term) {
    totals.plant(term);
  }

  private void add(String value, Coefficients a) {
    Coefficients present = coefficients.get(value);
    if (present == null) {
      coefficients.put(value, a);
      return;
    }
    try (Scope scope = new Scope()) {
      boolean plants = planted.contains(value);
      Support support = present.support() == null ? a.support() : present.support();
      if (plants && (present.support() == null || a.support() == null)) {
        // Elements that a ReLU does not let through are 0 after it, but not before it, where rows
        // may have been planted on them.
        support = null;
      }
      NDArray sum = scope.keep(within(support, value, present).add(within(support, value, a)));
      coefficients.put(value, new Coefficients(sum, support));
      if (relaxation.rigorous() && plants) {
        // Each coefficient of the sum is off by at most u times itself.
        NDArray weights =
            relaxation
                .magnitude(value, support)
                .mul(Rounding.coefficient(1, precision))
                .add(precision.minNormal());
        totals.addSlack(RowProducts.upward(byRow(sum).abs(), weights));
        totals.keepIn(scope);
      }
    }
    present.array().close();
    a.array().close();
  }

  /** Coefficients on a support, or on all elements of a value. */
  private NDArray within(@Nullable Support support, String value, Coefficients a) {
    Support own = a.support();
    if (support != null || own == null) {
      return on(support, a);
    }
    Shape shape = network.graph().shapeOf(value);
    NDArray all = own.spread(a.array().reshape(regions, rows, own.size()), shape.size());
    return all.reshape(Layout.dims(regions * rows, shape));
  }

  /** Coefficients on a support: those left out meet a value that is 0. */
  NDArray on(@Nullable Support support, Coefficients a) {
    return support == null || a.support() != null
        ? a.array()
        : support.ofRows(byRow(a.array())).reshape(regions * rows, support.size());
  }

  /** The bound, {@code [B, R]}; ends the pass. */
  NDArray lowerBound() {
    run();
    return totals.lowerBound(regions, rows);
  }

  /** As {@link #lowerBound}, as doubles, row-major. */
  double[] lowerBounds() {
    run();
    return totals.lowerBounds(regions, rows);
  }

  private void run() {
    boolean leaves = payments.isOver() && !slopes.chosen() && trace == null;
    Map<String, Coefficients> left = walk(leaves);
    if (!left.isEmpty() && !finished(left)) {
      coefficients.putAll(left);
      walk(false);
    }
    for (Input input : network.graph().inputs()) {
      minimise(input.name());
    }
    if (!coefficients.isEmpty()) {
      throw new IllegalArgumentException("rows on unknown values " + coefficients.keySet());
    }
  }

  /**
   * Pulls rows back to the inputs.
   *
   * @param leaves whether to leave what can go the rest of the way on patches
   * @return what was left
   */
  private Map<String, Coefficients> walk(boolean leaves) {
    Patches patches = leaves ? relaxation.patches() : null;
    Map<String, Coefficients> left = new HashMap<>();
    List<Site> reversed = new ArrayList<>();
    network.sites().forEach(reversed::add);
    Collections.reverse(reversed);
    for (Site site : reversed) {
      String value = site.node().name();
      Coefficients a = coefficients.remove(value);
      if (a != null && a.support() == null && patches != null && patches.isWay(value)) {
        left.put(value, a);
      } else if (a != null) {
        pull(site, a);
        a.array().close();
      }
    }
    return left;
  }

  /** Goes the rest of the way on patches, all rows together: their coefficients meet there. */
  private boolean finished(Map<String, Coefficients> left) {
    Map<String, Coefficients> all = new HashMap<>(left);
    all.putAll(coefficients);
    Patches patches = Objects.requireNonNull(relaxation.patches());
    PatchPlan plan = patches.plan(all.keySet());
    if (plan == null || plan.nested().stream().anyMatch(planted::contains)) {
      return false;
    }
    coefficients.clear();
    int[] numbers = new int[Math.toIntExact(regions * rows)];
    Arrays.setAll(numbers, i -> relaxation.numberOf((int) (i / rows)));
    Map<String, double[]> elements = new HashMap<>();
    all.forEach((value, a) -> elements.put(value, a.array().toDoubleArray()));
    all.values().forEach(a -> a.array().close());
    double[] constants = patches.constants(plan, numbers, elements);
    try (Scope scope = new Scope()) {
      totals.add(network.manager().create(constants).reshape(regions, rows));
      totals.keepIn(scope);
    }
    return true;
  }

  private void pull(Site site, Coefficients from) {
    String name = site.node().name();
    Rule rule = Network.rule(site);
    Map<Integer, Coefficients> pulled;
    if (rule instanceof LinearRule linear) {
      pulled = pullLinear(site, linear, from);
    } else if (outside && rule instanceof ActivationRule) {
      pulled = HostActivation.pull(this, site, from);
    } else if (searching && rule instanceof ActivationRule) {
      pulled = SearchStep.pull(this, site, from);
    } else {
      payments.payOnTheWay(name, from);
      pulled =
          rule instanceof PlaneRule plane
              ? PlaneStep.pull(this, site, plane, from)
              : ActivationStep.pull(this, site, from);
    }
    pulled.forEach((arg, part) -> add(site.node().inputs().get(arg), part));
  }

  private Map<Integer, Coefficients> pullLinear(Site site, LinearRule linear, Coefficients from) {
    Map<Integer, Coefficients> pulled = new HashMap<>();
    try (Scope scope = new Scope()) {
      String input = slopes.taped() ? null : InputStep.input(relaxation, site);
      if (input != null) {
        NDArray own = scope.keep(from.array().reshape(from.array().getShape()));
        last.computeIfAbsent(input, name -> new ArrayList<>())
            .add(new InputStep(site, new Coefficients(own, from.support())));
      } else {
        for (int arg : site.variables()) {
          Coefficients part = LinearStep.transposed(relaxation, rows, site, arg, from);
          scope.keep(part.array());
          pulled.put(arg, part);
        }
      }
      NDArray offset = linear.offset(site);
      if (offset != null) {
        Support support = from.support();
        totals.add(
            support == null
                ? product(from.array(), Layout.spread(offset, site).swapAxes(0, 1))
                : RowProducts.of(byRow(from.array()), relaxation.offset(site, offset, support)));
      }
      totals.keepIn(scope);
    }
    return pulled;
  }

  /** Ends the rows at an input: what is left of them are constants. */
  private void minimise(String input) {
    List<InputStep> steps = last.getOrDefault(input, List.of());
    boolean others = coefficients.containsKey(input);
    if (others) {
      steps.forEach(this::pullLast);
    }
    try (Scope scope = new Scope()) {
      if (others) {
        minimise(input, Objects.requireNonNull(coefficients.get(input)).array(), scope);
      } else if (!steps.isEmpty()) {
        InputStep.minimise(this, input, steps, scope);
      }
      totals.keepIn(scope);
    }
    steps.forEach(step -> step.coefficients().array().close());
    Coefficients spent = coefficients.remove(input);
    if (spent != null) {
      spent.array().close();
    }
  }

  /** A last step by itself, where there are other coefficients on the input. */
  private void pullLast(InputStep step) {
    String input = Objects.requireNonNull(InputStep.input(network, step.site()));
    NDArray a;
    try (Scope scope = new Scope()) {
      NDArray part =
          LinearStep.transposed(relaxation, rows, step.site(), 0, step.coefficients()).array();
      a = scope.keep(part.reshape(Layout.dims(regions * rows, network.graph().shapeOf(input))));
    }
    add(input, Coefficients.all(a));
  }

  private void minimise(String input, NDArray a, Scope scope) {
    NDArray rowwise = byRow(a);
    Concretizer region = relaxation.region(input);
    if (region instanceof Box) {
      CenteredBox x = relaxation.centered(input);
      totals.add(RowProducts.of(rowwise, x.center()));
      totals.subtract(RowProducts.of(rowwise.abs(), x.radius()));
    } else {
      Concretizer.Minimum minimum = region.minimum(rowwise, relaxation.rounding());
      totals.plant(minimum.value());
      if (minimum.slack() != null) {
        totals.addSlack(minimum.slack());
      }
    }
    if (trace != null) {
      trace.minimiser(input, scope.keep(region.minimiser(rowwise)));
    }
  }

  /** A . w for a w shared by all regions: {@code [B R, *shape]} and {@code [n, 1]}. */
  private NDArray product(NDArray a, NDArray shared) {
    return a.reshape(regions * rows, shared.getShape().get(0))
        .matMul(shared)
        .reshape(regions, rows);
  }

  /** {@code [B R, *shape]} as {@code [B, R, n]}. */
  NDArray byRow(NDArray a) {
    return a.reshape(regions, rows, a.size() / Math.max(1, regions * rows));
  }
}
