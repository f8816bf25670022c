package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.faithful.verify.rule.ActivationRule;
import ai.faithful.verify.rule.Interval;
import ai.faithful.verify.rule.Lines;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.PlaneRule;
import ai.faithful.verify.rule.Planes;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A network over a batch of regions with what backward passes need to know of each node: the lines
 * of its activations and the rounding cost of pulling a row through it. Both follow from the boxes
 * alone and are computed once, on first use, for all rows, and live until this is closed.
 *
 * <p>Arrays are flattened to {@code [B, size]}.
 */
final class Relaxation implements AutoCloseable {
  private final Network network;
  private final Map<String, Concretizer> regions;
  private final Map<String, Box> boxes;
  private final Rounding rounding;
  private final Map<String, Lines> lines = new HashMap<>();
  private final Map<String, Planes> planes = new HashMap<>();
  private final Map<String, RoundingCost> costs = new HashMap<>();
  private final List<NDArray> owned = new ArrayList<>();
  private final @Nullable Relaxation whole;
  private final @Nullable NDArray chosen;

  /**
   * @param regions of graph inputs that are no boxes
   * @param boxes of all variable values that the passes will reach, which may be added later
   */
  Relaxation(
      Network network,
      Map<String, ? extends Concretizer> regions,
      Map<String, Box> boxes,
      Rounding rounding) {
    rounding.requireModel(network);
    this.network = network;
    this.regions = new HashMap<>(regions);
    this.boxes = boxes;
    this.rounding = rounding;
    this.whole = null;
    this.chosen = null;
  }

  private Relaxation(Relaxation whole, long[] regions) {
    this.network = whole.network;
    this.regions = new HashMap<>();
    this.boxes = new HashMap<>();
    this.rounding = whole.rounding;
    this.whole = whole;
    try (Scope scope = new Scope()) {
      this.chosen = network.manager().create(regions);
      own(scope, chosen);
    }
  }

  /** The same network over some of the regions; to be closed before this one. */
  Relaxation of(long[] regions) {
    return new Relaxation(this, regions);
  }

  Network network() {
    return network;
  }

  boolean rigorous() {
    return rounding == Rounding.RIGOROUS;
  }

  Rounding rounding() {
    return rounding;
  }

  /** The regions of a graph input. */
  Concretizer region(String input) {
    Concretizer region = regions.get(input);
    if (region == null && whole != null && chosen != null) {
      Concretizer all = whole.region(input);
      if (all instanceof Box) {
        return box(input);
      }
      try (Scope scope = new Scope()) {
        region = all.of(chosen);
        region.arrays().forEach(array -> own(scope, array));
        regions.put(input, region);
      }
    }
    return region == null ? box(input) : region;
  }

  Box box(String value) {
    Box box = boxes.get(value);
    if (box == null && whole != null) {
      try (Scope scope = new Scope()) {
        Box all = whole.box(value);
        box = new Box(pick(all.lower()), pick(all.upper()));
        own(scope, box.lower());
        own(scope, box.upper());
        boxes.put(value, box);
      }
    }
    if (box == null) {
      throw new IllegalArgumentException("no box for '" + value + "'");
    }
    return box;
  }

  /** The largest magnitude of each element of a value, {@code [B, size]}. */
  NDArray magnitude(String value) {
    return flat(box(value).magnitude());
  }

  /** The lines of an activation node, each array {@code [B, size]}. */
  Lines lines(Site site) {
    Lines known = lines.get(site.node().name());
    if (known != null) {
      return known;
    }
    try (Scope scope = new Scope()) {
      Lines made;
      if (whole == null) {
        Box z = box(site.node().inputs().get(0));
        made = ((ActivationRule) Network.rule(site)).lines(flat(z.lower()), flat(z.upper()));
      } else {
        Lines all = whole.lines(site);
        made =
            new Lines(
                pick(all.lowerSlope()),
                pickOrNull(all.lowerIntercept()),
                pick(all.upperSlope()),
                pickOrNull(all.upperIntercept()));
      }
      own(scope, made.lowerSlope());
      own(scope, made.upperSlope());
      if (made.lowerIntercept() != null) {
        own(scope, made.lowerIntercept());
      }
      if (made.upperIntercept() != null) {
        own(scope, made.upperIntercept());
      }
      lines.put(site.node().name(), made);
      return made;
    }
  }

  /** The planes of a node of several variables, each array {@code [B, size]}. */
  Planes planes(Site site) {
    Planes known = planes.get(site.node().name());
    if (known != null) {
      return known;
    }
    try (Scope scope = new Scope()) {
      Planes made;
      if (whole == null) {
        PlaneRule rule = (PlaneRule) Network.rule(site);
        List<Interval> x = new ArrayList<>();
        for (int arg : site.variables()) {
          Box box = box(site.node().inputs().get(arg));
          x.add(
              new Interval(
                  flat(rule.spread(site, arg, box.lower())),
                  flat(rule.spread(site, arg, box.upper()))));
        }
        made = rule.planes(x);
      } else {
        Planes all = whole.planes(site);
        made =
            new Planes(
                all.lowerSlopes().stream().map(this::pick).toList(),
                pick(all.lowerIntercept()),
                all.upperSlopes().stream().map(this::pick).toList(),
                pick(all.upperIntercept()));
      }
      made.lowerSlopes().forEach(slope -> own(scope, slope));
      made.upperSlopes().forEach(slope -> own(scope, slope));
      own(scope, made.lowerIntercept());
      own(scope, made.upperIntercept());
      planes.put(site.node().name(), made);
      return made;
    }
  }

  /** The rounding cost of pulling a row back through a node. */
  RoundingCost cost(Site site) {
    RoundingCost known = costs.get(site.node().name());
    if (known != null) {
      return known;
    }
    try (Scope scope = new Scope()) {
      RoundingCost made;
      if (whole == null) {
        made = RoundingCost.of(this, site);
      } else {
        RoundingCost all = whole.cost(site);
        made = new RoundingCost(pick(all.weights()), pick(all.underflow()));
      }
      own(scope, made.weights());
      own(scope, made.underflow());
      costs.put(site.node().name(), made);
      return made;
    }
  }

  private NDArray pick(NDArray all) {
    return all.get(new NDIndex("{}", chosen));
  }

  private @Nullable NDArray pickOrNull(@Nullable NDArray all) {
    return all == null ? null : pick(all);
  }

  /** {@code [B, columns]} of zeros. */
  NDArray zeros(long columns) {
    return network.manager().zeros(new Shape(regions(), columns), network.precision().type());
  }

  /** B, the number of regions. */
  long regions() {
    return chosen == null ? boxes.values().iterator().next().batch() : chosen.size();
  }

  /** A node's offset, broadcast to the node's shape, as a row {@code [1, size]}. */
  static NDArray spread(NDArray offset, Site site) {
    long[] dims = site.shape().dims().stream().mapToLong(d -> d).toArray();
    return offset.broadcast(new Shape(dims)).reshape(1, site.shape().size());
  }

  /** {@code [B, *shape]} as {@code [B, size]}. */
  static NDArray flat(NDArray x) {
    long batch = x.getShape().get(0);
    return x.reshape(batch, x.size() / Math.max(batch, 1));
  }

  /** Takes an array out of every scope, until this relaxation is closed. */
  private void own(Scope scope, NDArray array) {
    scope.release(array);
    owned.add(array);
  }

  @Override
  public void close() {
    owned.forEach(NDArray::close);
  }
}
