package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Graph;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Bounds of one network by a chosen method (THEORY 5), over batches of regions: the batch is shared
 * out to threads in portions that fit the memory, regions alike together. All of them are rigorous
 * unless {@link Rounding#NONE} is asked for.
 */
public final class LinearBounds implements AutoCloseable {
  /** Arrays of a pass beyond this fall out of the caches that a core has for itself. */
  private static final long CACHED = 1L << 20;

  /** A search makes many small calls for a portion: fewer and larger ones are faster. */
  private static final long SEARCHED = 1L << 22;

  private final Network network;
  private final @Nullable Network searching;
  private final BoundSettings settings;
  private final Rounding rounding;
  private final Crew crew;
  private final Recent recent = new Recent();
  private final AtomicLong steps = new AtomicLong();

  /**
   * Over an uploaded network.
   *
   * @param searching the same graph in the format that slopes are searched in; null if they are not
   */
  LinearBounds(
      Network network, @Nullable Network searching, BoundSettings settings, Rounding rounding) {
    this.network = network;
    this.searching = searching;
    this.settings = settings;
    this.rounding = rounding;
    this.crew = new Crew(settings.threads());
  }

  /**
   * Uploads a graph.
   *
   * @param manager holds its constants
   * @throws ai.faithful.verify.rule.UnsupportedGraphException listing every node that no rule
   *     covers
   */
  public static LinearBounds of(Graph graph, NDManager manager, BoundSettings settings) {
    Network network = Network.of(graph, manager, settings.precision().type());
    Network searching = null;
    if (settings.method() == Method.ALPHA_CROWN) {
      // Any slope is sound: single precision finds them at half the cost.
      searching =
          settings.precision() == Precision.FLOAT32
              ? network
              : Network.of(graph, manager, DataType.FLOAT32);
    }
    return new LinearBounds(network, searching, settings, Rounding.RIGOROUS);
  }

  /** The network, in the precision of the bounds. */
  public Network network() {
    return network;
  }

  public BoundSettings settings() {
    return settings;
  }

  /** How many steps searches for slopes took so far, counted for each row. */
  public long steps() {
    return steps.get();
  }

  /** The best slopes for rows of some regions, see {@link SlopeSearch#best}. */
  Slopes search(Relaxation some, long rows, SlopeSearch.Start start) {
    Network on = Objects.requireNonNull(searching, "nothing to search slopes on");
    return SlopeSearch.best(some, on, rows, start, settings.iterations(), steps::addAndGet);
  }

  /** The network that slopes are searched on, null if they are not. */
  @Nullable Network searching() {
    return searching;
  }

  Rounding rounding() {
    return rounding;
  }

  Crew crew() {
    return crew;
  }

  /**
   * Boxes of all variable values.
   *
   * @param inputs the regions of each graph input, in the network's precision
   * @return by value name, the inputs included; new arrays belong to the manager of the first input
   */
  public Map<String, Box> intermediate(Map<String, ? extends Concretizer> inputs) {
    return intermediate(inputs, settings.method());
  }

  /**
   * As {@link #intermediate(Map)}, by another method.
   *
   * @param method the settings', or one with less effort
   */
  public Map<String, Box> intermediate(Map<String, ? extends Concretizer> inputs, Method method) {
    recent.close();
    return new Intermediates(this, inputs, method).compute();
  }

  /** Where relaxations are kept for rows over the same regions. */
  Recent recent() {
    return recent;
  }

  /**
   * Lower bounds of affine functions of the network's values over input regions.
   *
   * @param inputs the regions of graph inputs; one that is not named is its box
   * @param intermediate boxes of all variable values, from {@link #intermediate}
   * @return {@code [B, R]}, -infinity where nothing is known; belongs to the manager of the rows'
   *     constant
   */
  public NDArray lowerBound(
      Map<String, ? extends Concretizer> inputs, Map<String, Box> intermediate, Rows rows) {
    return lowerBound(inputs, intermediate, rows, searching != null);
  }

  /**
   * Lower bounds of rows given as doubles.
   *
   * @param coefficients by value, {@code [B][R][size]}
   * @param constant {@code [B][R]}
   * @param trial whether to spare the search for slopes, as for the first of many trials
   * @return {@code [B][R]}
   */
  public double[][] lowerBound(
      Map<String, ? extends Concretizer> inputs,
      Map<String, Box> intermediate,
      Map<String, double[][][]> coefficients,
      double[][] constant,
      boolean trial) {
    int count = constant[0].length;
    try (Scope scope = new Scope();
        Relaxation relaxation = new Relaxation(network, inputs, intermediate, rounding, false)) {
      double[] constants = Arrays.stream(constant).flatMapToDouble(Arrays::stream).toArray();
      HostRows host = new HostRows(relaxation, constants, count);
      coefficients.forEach((value, a) -> host.add(value, flat(a)));
      NDArray bound =
          scope.keep(lowerBound(inputs, intermediate, host.rows(), !trial && searching != null));
      try (NDArray closed = bound) {
        return split(Layout.doubles(closed), count);
      }
    }
  }

  /**
   * About what {@link Method#CROWN_IBP} would show of rows, at a fraction of its cost: no care is
   * taken of rounding, so this claims nothing.
   *
   * @param coefficients by value, {@code [B][R][size]}
   * @return {@code [B][R]}
   */
  @SuppressWarnings("try") // the scope frees what is made inside it
  public double[][] estimate(
      Map<String, ? extends Concretizer> inputs, Map<String, double[][][]> coefficients) {
    Map<String, Box> boxes = new LinkedHashMap<>();
    inputs.forEach((name, region) -> boxes.put(name, region.box()));
    int count = coefficients.values().iterator().next()[0].length;
    try (Scope scope = new Scope()) {
      Map<String, Box> all = IntervalBounds.compute(network, boxes, Rounding.NONE);
      try (Relaxation relaxation = new Relaxation(network, inputs, all, Rounding.NONE, false)) {
        int regions = (int) relaxation.regions();
        HostRows rows = new HostRows(relaxation, new double[regions * count], count);
        coefficients.forEach((value, a) -> rows.add(value, flat(a)));
        BackwardPass pass = new BackwardPass(relaxation, count);
        rows.rows().plant(pass);
        NDArray bound = pass.lowerBound().toType(DataType.FLOAT64, false);
        return split(bound.toDoubleArray(), count);
      }
    }
  }

  private static double[] flat(double[][][] a) {
    return Arrays.stream(a).flatMap(Arrays::stream).flatMapToDouble(Arrays::stream).toArray();
  }

  private static double[][] split(double[] flat, int count) {
    double[][] split = new double[flat.length / count][];
    for (int b = 0; b < split.length; b++) {
      split[b] = Arrays.copyOfRange(flat, b * count, (b + 1) * count);
    }
    return split;
  }

  @SuppressWarnings("try") // the scope frees what is made inside it
  private NDArray lowerBound(
      Map<String, ? extends Concretizer> inputs,
      Map<String, Box> intermediate,
      Rows rows,
      boolean searches) {
    int regions = (int) rows.regions();
    int count = (int) rows.count();
    double[] bounds = new double[regions * count];
    Arrays.fill(bounds, Double.NEGATIVE_INFINITY);
    Relaxation relaxation = relaxation(inputs, intermediate);
    try (Scope scope = new Scope()) {
      Portion everything = new Portion(IntStream.range(0, regions).toArray(), 0, count);
      raise(bounds, Layout.doubles(IntervalRows.lowerBound(relaxation, rows)), everything, count);
      if (settings.method() == Method.FORWARD) {
        double[] forward =
            new ForwardBounds(this, regions)
                .lowerBound(relaxation, count, (some, portion) -> rows.of(portion));
        Arrays.setAll(bounds, i -> Math.max(bounds[i], forward[i]));
      } else if (settings.method() != Method.IBP) {
        int[] counts = new int[regions];
        Arrays.fill(counts, count);
        PassSize passes = PassSize.of(relaxation, rows.coefficients().keySet(), searches);
        List<Runnable> tasks = new ArrayList<>();
        for (Portion portion : portions(counts, passes.numbers(), searches)) {
          tasks.add(() -> bound(relaxation, rows, portion, searches, bounds));
        }
        crew.run(tasks);
      }
    } finally {
      done(relaxation, inputs, intermediate);
    }
    return create(rows.constant().getManager(), bounds, new Shape(regions, count));
  }

  /**
   * Lower bounds of rows that may move while slopes are searched; without a search, of the rows as
   * they are. Rows stay where their bound was best.
   *
   * @param rows by region; any number where slopes are searched, else as many for each
   * @param values names of the values that they touch
   * @return by region and row
   */
  public double[][] lowerBound(
      Map<String, ? extends Concretizer> inputs,
      Map<String, Box> intermediate,
      MovingRow[][] rows,
      List<String> values) {
    int regions = rows.length;
    int most = Arrays.stream(rows).mapToInt(own -> own.length).max().orElse(0);
    double[] bounds = new double[regions * most];
    Arrays.fill(bounds, Double.NEGATIVE_INFINITY);
    Relaxation relaxation = relaxation(inputs, intermediate);
    try {
      if (settings.method() == Method.FORWARD) {
        double[] forward =
            new ForwardBounds(this, regions)
                .lowerBound(
                    relaxation,
                    most,
                    (some, portion) -> new MovingRows(of(rows, portion), values).rows(some));
        return split(forward, most);
      }
      long[] numbers = PassSize.of(relaxation, values, searching != null).numbers();
      List<Runnable> tasks = new ArrayList<>();
      // All rows of a region at a time, beside regions with as many.
      for (int count : Arrays.stream(rows).mapToInt(own -> own.length).distinct().toArray()) {
        int[] ones = Arrays.stream(rows).mapToInt(own -> own.length == count ? 1 : 0).toArray();
        long[] widths = Arrays.stream(numbers).map(n -> n * count).toArray();
        for (Portion portion :
            count == 0 ? List.<Portion>of() : portions(ones, widths, searching != null)) {
          MovingRow[][] own = of(rows, portion);
          Portion all = new Portion(portion.regions(), 0, count);
          tasks.add(() -> bound(relaxation, new MovingRows(own, values), all, bounds, most));
        }
      }
      crew.run(tasks);
    } finally {
      done(relaxation, inputs, intermediate);
    }
    double[][] split = new double[regions][];
    for (int b = 0; b < regions; b++) {
      split[b] = Arrays.copyOfRange(bounds, b * most, b * most + rows[b].length);
    }
    return split;
  }

  /** Forward bounds' relaxations are of no use to others. */
  private void done(
      Relaxation relaxation,
      Map<String, ? extends Concretizer> inputs,
      Map<String, Box> intermediate) {
    if (settings.method() == Method.FORWARD) {
      relaxation.close();
    } else {
      recent.keep(relaxation, inputs, intermediate);
    }
  }

  private static MovingRow[][] of(MovingRow[][] rows, Portion portion) {
    return Arrays.stream(portion.regions()).mapToObj(b -> rows[b]).toArray(MovingRow[][]::new);
  }

  /** Forward bounds are of all elements, whether they matter or not. */
  private Relaxation relaxation(
      Map<String, ? extends Concretizer> inputs, Map<String, Box> intermediate) {
    if (settings.method() == Method.FORWARD) {
      return new Relaxation(network, inputs, intermediate, rounding, false);
    }
    Relaxation known = recent.take(inputs, intermediate);
    return known == null ? new Relaxation(network, inputs, intermediate, rounding, true) : known;
  }

  @SuppressWarnings("try") // the scope frees what is made inside it
  private void bound(
      Relaxation relaxation, MovingRows rows, Portion portion, double[] bounds, int most) {
    try (Scope scope = new Scope();
        Relaxation some = relaxation.of(portion.regions())) {
      Slopes slopes = Slopes.FIXED;
      if (searching != null) {
        slopes = search(some, portion.rows(), rows);
        rows.recall();
      }
      BackwardPass pass = new BackwardPass(some, portion.rows(), slopes, null);
      rows.plant(pass);
      raise(bounds, pass.lowerBounds(), portion, most);
    }
  }

  @SuppressWarnings("try") // the scope frees what is made inside it
  private void bound(
      Relaxation relaxation, Rows rows, Portion portion, boolean searches, double[] bounds) {
    try (Scope scope = new Scope();
        Relaxation some = relaxation.of(portion.regions())) {
      Rows part = rows.of(portion);
      BackwardPass fixed = new BackwardPass(some, portion.rows());
      part.plant(fixed);
      raise(bounds, fixed.lowerBounds(), portion, (int) rows.count());
      if (searches && searching != null) {
        Rows near = part.near(searching.precision().type());
        Slopes slopes = search(some, portion.rows(), near::plant);
        BackwardPass chosen = new BackwardPass(some, portion.rows(), slopes, null);
        part.plant(chosen);
        raise(bounds, chosen.lowerBounds(), portion, (int) rows.count());
      }
    }
  }

  /** Puts a portion's bounds, {@code [B, R]}, into those of all where they are greater. */
  private static void raise(double[] bounds, double[] values, Portion portion, int count) {
    int at = 0;
    for (int region : portion.regions()) {
      for (int r = portion.from(); r < portion.to(); r++) {
        int i = region * count + r;
        bounds[i] = Math.max(bounds[i], values[at++]);
      }
    }
  }

  private NDArray create(NDManager manager, double[] bounds, Shape shape) {
    NDArray all = manager.create(bounds, shape);
    if (network.precision() == Precision.FLOAT64) {
      return all;
    }
    // Exact: they were single before.
    try (NDArray wide = all) {
      return wide.toType(DataType.FLOAT32, true);
    }
  }

  /**
   * Work on {@code counts} of each region, as the settings allow.
   *
   * @param searching whether slopes are searched for it
   */
  List<Portion> portions(int[] counts, long[] widths, boolean searching) {
    long allowed = settings.memory() / Double.BYTES / settings.threads();
    return Portion.of(
        counts, widths, Math.min(searching ? SEARCHED : CACHED, allowed), crew.threads());
  }

  @Override
  public void close() {
    recent.close();
    crew.close();
  }
}
