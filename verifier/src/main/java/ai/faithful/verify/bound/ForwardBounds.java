package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.faithful.verify.SettingException;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Bounds of hidden values and of rows by {@link ForwardPass}es, a portion of regions at a time. */
final class ForwardBounds {
  /** Both slopes of a tube, and what leads from one tube to the next. */
  private static final long ARRAYS = 6;

  private final LinearBounds engine;
  private final Network network;
  private final List<Portion> portions;

  /**
   * @param regions how many there are
   * @throws SettingException if the affine functions of one region do not fit the memory
   */
  ForwardBounds(LinearBounds engine, int regions) {
    this.engine = engine;
    this.network = engine.network();
    long width = ARRAYS * InputColumns.count(network) * live();
    long bytes = width * Double.BYTES;
    if (bytes > engine.settings().memory()) {
      throw new SettingException(
          network.graph().name()
              + ": forward bounds of one region take about "
              + (bytes >> 20)
              + " MiB, more than --memory allows; raise it, or use crown-ibp or crown");
    }
    int[] ones = new int[regions];
    Arrays.fill(ones, 1);
    long[] widths = new long[regions];
    Arrays.fill(widths, width);
    this.portions = engine.portions(ones, widths, false);
  }

  /** The most elements of values that are needed at a time. */
  private long live() {
    Map<String, Integer> last = new HashMap<>();
    List<Site> sites = new ArrayList<>();
    for (Site site : network.sites()) {
      for (int arg : site.variables()) {
        last.put(site.node().inputs().get(arg), sites.size());
      }
      sites.add(site);
    }
    long live = 0;
    long most = 0;
    for (int i = 0; i < sites.size(); i++) {
      Site site = sites.get(i);
      live += site.shape().size();
      most = Math.max(most, live);
      int now = i;
      for (String operand : Set.copyOf(site.node().inputs())) {
        boolean hidden = network.producer(operand) != null;
        if (hidden && last.getOrDefault(operand, -1) == now) {
          live -= network.graph().shapeOf(operand).size();
        }
      }
    }
    return most;
  }

  /**
   * Boxes of all variable values: intervals, intersected with what forward bounds know of the
   * operands of nonlinear operators.
   *
   * @param refinable names of these
   */
  Map<String, Box> intermediate(
      Map<String, ? extends Concretizer> inputs, Set<String> refinable, Rounding rounding) {
    NDManager manager = inputs.values().iterator().next().box().lower().getManager();
    int regions = (int) inputs.values().iterator().next().box().batch();
    Map<String, double[][]> lower = new LinkedHashMap<>();
    Map<String, double[][]> upper = new LinkedHashMap<>();
    for (Site site : network.sites()) {
      lower.put(site.node().name(), new double[regions][]);
      upper.put(site.node().name(), new double[regions][]);
    }
    List<Runnable> tasks = new ArrayList<>();
    for (Portion portion : portions) {
      tasks.add(() -> intermediate(inputs, refinable, rounding, portion, lower, upper));
    }
    engine.crew().run(tasks);
    Map<String, Box> boxes = new LinkedHashMap<>();
    inputs.forEach((name, region) -> boxes.put(name, region.box()));
    DataType type = network.precision().type();
    lower.forEach(
        (value, low) -> {
          double[][] high = Objects.requireNonNull(upper.get(value));
          boxes.put(value, Box.of(manager, network.graph().shapeOf(value), low, high, type));
        });
    return boxes;
  }

  @SuppressWarnings("try") // the scope frees what is made inside it
  private void intermediate(
      Map<String, ? extends Concretizer> inputs,
      Set<String> refinable,
      Rounding rounding,
      Portion portion,
      Map<String, double[][]> lower,
      Map<String, double[][]> upper) {
    try (Scope scope = new Scope()) {
      NDArray picked =
          network.manager().create(Arrays.stream(portion.regions()).asLongStream().toArray());
      Map<String, Concretizer> regions = new HashMap<>();
      Map<String, Box> boxes = new LinkedHashMap<>();
      inputs.forEach(
          (name, region) -> {
            Concretizer own = region.of(picked);
            regions.put(name, own);
            boxes.put(name, own.box());
          });
      try (Relaxation relaxation = new Relaxation(network, regions, boxes, rounding, false)) {
        ForwardPass pass = new ForwardPass(relaxation, refinable);
        for (Site site : network.sites()) {
          String value = site.node().name();
          Box box = IntervalBounds.step(network, site, boxes, rounding);
          if (pass.reaches(site)) {
            pass.step(site, box);
            if (refinable.contains(value)) {
              Box forward = pass.box(value);
              box =
                  new Box(
                      box.lower().maximum(forward.lower()), box.upper().minimum(forward.upper()));
            }
          }
          boxes.put(value, box);
          put(lower, value, portion, box.lower());
          put(upper, value, portion, box.upper());
        }
      }
    }
  }

  private static void put(
      Map<String, double[][]> all, String value, Portion portion, NDArray ends) {
    double[] flat = Layout.doubles(ends);
    int size = flat.length / portion.regions().length;
    double[][] rows = Objects.requireNonNull(all.get(value));
    for (int i = 0; i < portion.regions().length; i++) {
      rows[portion.regions()[i]] = Arrays.copyOfRange(flat, i * size, (i + 1) * size);
    }
  }

  /** Rows as a portion's relaxation has them. */
  interface Start {
    Rows of(Relaxation relaxation, Portion portion);
  }

  /**
   * Lower bounds of rows.
   *
   * @param relaxation of all regions, without pruning
   * @param count rows of each region
   * @return {@code [B R]}
   */
  double[] lowerBound(Relaxation relaxation, int count, Start start) {
    double[] bounds = new double[(int) relaxation.regions() * count];
    List<Runnable> tasks = new ArrayList<>();
    for (Portion portion : portions) {
      Portion all = new Portion(portion.regions(), 0, count);
      tasks.add(() -> lowerBound(relaxation, all, start, bounds));
    }
    engine.crew().run(tasks);
    return bounds;
  }

  @SuppressWarnings("try") // the scope frees what is made inside it
  private void lowerBound(Relaxation relaxation, Portion portion, Start start, double[] bounds) {
    try (Scope scope = new Scope();
        Relaxation some = relaxation.of(portion.regions())) {
      Rows rows = start.of(some, portion);
      ForwardPass pass = new ForwardPass(some, rows.coefficients().keySet());
      for (Site site : network.sites()) {
        if (pass.reaches(site)) {
          pass.step(site, some.box(site.node().name()));
        }
      }
      double[] values = Layout.doubles(pass.lowerBound(rows));
      for (int i = 0; i < portion.regions().length; i++) {
        System.arraycopy(
            values,
            i * portion.rows(),
            bounds,
            portion.regions()[i] * portion.rows(),
            portion.rows());
      }
    }
  }
}
