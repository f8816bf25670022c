package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.faithful.verify.rule.Adjustable;
import ai.faithful.verify.rule.AdjustableLine;
import ai.faithful.verify.rule.AdjustablePlane;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.PlaneRule;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Searches the parameters of adjustable lines and planes that raise the bounds of given rows
 * (alpha-CROWN, Xu et al. 2021), by the closed-form gradient of THEORY 5.5: at each activation, the
 * coefficient that chose the line times the derivative of the line's value, at the pre-activation
 * of the linearised network at the row's minimiser. No tape.
 *
 * <p>The search claims nothing: what it finds is evaluated with rigour afterwards.
 */
final class SlopeSearch implements AutoCloseable {
  /** The rows whose bounds are raised. */
  interface Start {
    /** Puts the rows into a pass that is about to begin. */
    void plant(BackwardPass pass);

    /** Names of values that {@link #move} needs. */
    default List<String> watched() {
      return List.of();
    }

    /** Tells of each row, region by region, whether its present bound is its best so far. */
    default void improved(boolean[] which) {}

    /** Lets the rows move, given the watched values at their minimisers, {@code [B, R, n]}. */
    default void move(Map<String, NDArray> values) {}
  }

  private final Relaxation relaxation;
  private final long rows;
  private final Start start;
  private final List<SlopeChoice> choices = new ArrayList<>();

  /** Whether the engine's memory can be read and written outside of it, in float32. */
  private final boolean hosted;

  /**
   * @param relaxation without rounding
   * @param rows how many for each region
   */
  SlopeSearch(Relaxation relaxation, long rows, Start start) {
    this.relaxation = relaxation;
    this.rows = rows;
    this.start = start;
    this.hosted = relaxation.isHosted() && relaxation.network().precision() == Precision.FLOAT32;
  }

  /**
   * The best slopes for given rows, in the precision and range of a relaxation, in the enclosing
   * scope.
   *
   * @param network the relaxation's, in the format to search in
   * @param spent is told of each step how many rows it took
   */
  static Slopes best(
      Relaxation relaxation,
      Network network,
      long rows,
      Start start,
      int iterations,
      LongConsumer spent) {
    try (Relaxation plain = relaxation.plain(network);
        SlopeSearch search = new SlopeSearch(plain, rows, start)) {
      search.run(iterations, spent);
      return search.best(relaxation);
    }
  }

  @SuppressWarnings("try") // the scope frees what is made inside it
  private void run(int iterations, LongConsumer spent) {
    double[] best = null;
    for (int i = 0; i < iterations; i++) {
      try (Scope scope = new Scope()) {
        boolean last = i + 1 == iterations;
        Trace trace = last && best != null ? null : new Trace();
        BackwardPass pass = new BackwardPass(relaxation, rows, current(), trace);
        start.plant(pass);
        double[] bounds = pass.lowerBounds();
        spent.accept(bounds.length);
        if (best == null) {
          choose(Objects.requireNonNull(trace));
          best = new double[bounds.length];
          Arrays.fill(best, Double.NaN);
        }
        boolean[] improved = improved(bounds, best);
        start.improved(improved);
        choices.forEach(choice -> choice.remember(improved));
        if (choices.isEmpty() && start.watched().isEmpty()) {
          return;
        }
        if (!last) {
          ascend(Objects.requireNonNull(trace));
        }
      }
    }
  }

  /** Which bounds are better, and puts them in the place of the best so far, at first NaN. */
  private static boolean[] improved(double[] bounds, double[] best) {
    boolean[] improved = new boolean[bounds.length];
    for (int i = 0; i < bounds.length; i++) {
      improved[i] = !Double.isNaN(bounds[i]) && !(bounds[i] <= best[i]);
      best[i] = improved[i] ? bounds[i] : best[i];
    }
    return improved;
  }

  /** The best parameters found, rounded into the ranges that hold for a relaxation. */
  private Slopes best(Relaxation exact) {
    Map<String, NDArray> lower = new HashMap<>();
    Map<String, NDArray> upper = new HashMap<>();
    for (SlopeChoice choice : choices) {
      Adjustable range = choice.lower ? exact.below(choice.site) : exact.above(choice.site);
      if (range == null) {
        // Between the other format's boxes alone was there a choice.
        continue;
      }
      NDArray t = Layout.near(choice.best(), exact.network().precision().type());
      NDArray inRange = t.maximum(range.least().expandDims(1)).minimum(range.most().expandDims(1));
      (choice.lower ? lower : upper).put(choice.site.node().name(), inRange);
    }
    return lower.isEmpty() && upper.isEmpty() ? Slopes.FIXED : new Slopes(lower, upper);
  }

  private Slopes current() {
    if (choices.isEmpty()) {
      return Slopes.FIXED;
    }
    Map<String, NDArray> lower = new HashMap<>();
    Map<String, NDArray> upper = new HashMap<>();
    for (SlopeChoice choice : choices) {
      (choice.lower ? lower : upper).put(choice.site.node().name(), choice.current());
    }
    return new Slopes(lower, upper);
  }

  /** A choice for each side of each activation that the rows reach and that leaves one. */
  private void choose(Trace trace) {
    for (Trace.Step step : trace.steps().values()) {
      choose(step.site(), true, relaxation.below(step.site()));
      choose(step.site(), false, relaxation.above(step.site()));
    }
  }

  private void choose(Site site, boolean lower, @Nullable Adjustable range) {
    if (range != null && range.most().gt(range.least()).any().getBoolean()) {
      choices.add(new SlopeChoice(site, lower, range, rows, hosted));
    }
  }

  @SuppressWarnings("try") // the scope frees what is made inside it
  private void ascend(Trace trace) {
    Set<String> operands = new LinkedHashSet<>(start.watched());
    for (SlopeChoice choice : choices) {
      operands.addAll(operands(choice.site));
    }
    Map<String, NDArray> values = new LinearizedPass(relaxation, rows, trace).values(operands);
    for (SlopeChoice choice : choices) {
      try (Scope scope = new Scope()) {
        choice.step(step(trace, choice).coefficients(), derivative(choice, values));
      }
    }
    if (!start.watched().isEmpty()) {
      Map<String, NDArray> watched = new HashMap<>();
      start
          .watched()
          .forEach(v -> watched.put(v, wide(relaxation, v, Objects.requireNonNull(values.get(v)))));
      start.move(watched);
    }
  }

  private NDArray derivative(SlopeChoice choice, Map<String, NDArray> values) {
    return derivative(relaxation, rows, choice.site, choice.range, choice.current(), values);
  }

  /**
   * Of a node's line or plane, by its parameter, at its operands' values.
   *
   * @param t {@code [B, R, n]}
   * @param values of a {@link LinearizedPass}
   */
  static NDArray derivative(
      Relaxation relaxation,
      long rows,
      Site site,
      Adjustable range,
      NDArray t,
      Map<String, NDArray> values) {
    List<NDArray> operands = new ArrayList<>();
    for (String operand : operands(site)) {
      NDArray z = Objects.requireNonNull(values.get(operand));
      boolean narrow = relaxation.support(site.node().name()) != null;
      operands.add(narrow ? z : wide(relaxation, operand, z));
    }
    if (range instanceof AdjustableLine line) {
      return line.derivative(t, operands.get(0));
    }
    PlaneRule rule = (PlaneRule) Network.rule(site);
    List<NDArray> spread = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      int arg = site.variables().get(i);
      Shape shape = Layout.dims(relaxation.regions() * rows, site.shape(arg));
      NDArray z = operands.get(i).reshape(shape);
      spread.add(rule.spread(site, arg, z).reshape(t.getShape()));
    }
    return ((AdjustablePlane) range).derivative(t, spread);
  }

  /** All elements of a value, 0 outside its support; {@code [B, R, n]}. */
  private static NDArray wide(Relaxation relaxation, String value, NDArray x) {
    Support support = relaxation.support(value);
    return support == null
        ? x
        : support.spread(x, relaxation.network().graph().shapeOf(value).size());
  }

  static List<String> operands(Site site) {
    return site.variables().stream().map(site.node().inputs()::get).toList();
  }

  private static Trace.Step step(Trace trace, SlopeChoice choice) {
    return Objects.requireNonNull(trace.steps().get(choice.site.node().name()));
  }

  @Override
  public void close() {
    choices.forEach(SlopeChoice::close);
  }
}
