package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.faithful.verify.rule.ActivationRule;
import ai.faithful.verify.rule.AdjustableLine;
import ai.faithful.verify.rule.AdjustableLines;
import ai.faithful.verify.rule.Interval;
import ai.faithful.verify.rule.LinearRule;
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
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A network over a batch of regions with what passes need to know of each node: the lines of its
 * activations, the rounding cost of pulling a row through it, which of its elements matter. All of
 * it follows from the boxes alone and is computed once, on first use, for all rows, and lives until
 * this is closed. Passes of several threads may share one.
 *
 * <p>Arrays are flattened to {@code [B, n]}, n the elements of the value, or of its support.
 */
final class Relaxation implements AutoCloseable {
  private final Network network;
  private final Map<String, Concretizer> inputs;
  private final Map<String, Box> boxes;
  private final Rounding rounding;
  private final @Nullable Pruning pruning;
  private final Map<String, Lines> lines = new HashMap<>();
  private final Map<String, Planes> planes = new HashMap<>();
  private final Map<String, AdjustableLines> adjustable = new HashMap<>();
  private final Map<String, RoundingCost> costs = new HashMap<>();
  private final Map<String, Optional<Support>> supports = new HashMap<>();
  private final Map<String, NDArray> arrays = new HashMap<>();
  private final List<NDArray> owned = new ArrayList<>();
  private final @Nullable Relaxation whole;
  private final @Nullable NDArray chosen;

  /**
   * @param inputs the regions of graph inputs; one that is not named is its box
   * @param boxes of all variable values that the passes will reach, which may be added later
   * @param prunes whether to leave out what is 0 on all of a region; not under a gradient tape
   */
  Relaxation(
      Network network,
      Map<String, ? extends Concretizer> inputs,
      Map<String, Box> boxes,
      Rounding rounding,
      boolean prunes) {
    rounding.requireModel(network);
    this.network = network;
    this.inputs = new HashMap<>(inputs);
    this.boxes = boxes;
    this.rounding = rounding;
    this.pruning = prunes ? Pruning.of(network) : null;
    this.whole = null;
    this.chosen = null;
  }

  private Relaxation(Relaxation whole, long[] regions) {
    this.network = whole.network;
    this.inputs = new HashMap<>();
    this.boxes = new HashMap<>();
    this.rounding = whole.rounding;
    this.pruning = whole.pruning;
    this.whole = whole;
    try (Scope scope = new Scope()) {
      this.chosen = own(scope, network.manager().create(regions));
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
  synchronized Concretizer region(String input) {
    Concretizer region = inputs.get(input);
    if (region == null && whole != null) {
      Concretizer all = whole.region(input);
      if (all instanceof Box) {
        return box(input);
      }
      try (Scope scope = new Scope()) {
        region = all.of(chosen);
        region.arrays().forEach(array -> own(scope, array));
        inputs.put(input, region);
      }
    }
    return region == null ? box(input) : region;
  }

  /** B, the number of regions. */
  long regions() {
    return chosen == null ? boxes.values().iterator().next().batch() : chosen.size();
  }

  /** The box of a value, all its elements. */
  synchronized Box box(String value) {
    Box box = boxes.get(value);
    if (box == null && whole != null) {
      try (Scope scope = new Scope()) {
        Box all = whole.box(value);
        box = new Box(own(scope, pick(all.lower())), own(scope, pick(all.upper())));
        boxes.put(value, box);
      }
    }
    if (box == null) {
      throw new IllegalArgumentException("no box for '" + value + "'");
    }
    return box;
  }

  /** The largest magnitude of each element of a value, {@code [B, n]}. */
  NDArray magnitude(String value, @Nullable Support support) {
    return on(support, flat(box(value).magnitude()));
  }

  /** The elements of a value that matter, null if all do. */
  synchronized @Nullable Support support(String value) {
    String layer = pruning == null ? null : pruning.layer(value);
    if (layer == null) {
      return null;
    }
    Optional<Support> known = supports.get(layer);
    if (known == null) {
      Site site = network.producer(layer);
      Box z = box(site == null ? layer : site.node().inputs().get(0));
      try (Scope scope = new Scope()) {
        known = Optional.ofNullable(SupportSearch.of(layer, z));
        known.ifPresent(support -> own(scope, support.elements()));
      }
      supports.put(layer, known);
    }
    return known.orElse(null);
  }

  /** How many elements of a value rows pass through. */
  long width(String value) {
    Support support = support(value);
    return support == null ? network.graph().shapeOf(value).size() : support.size();
  }

  /** The lines of an activation node, on the support of its result. */
  synchronized Lines lines(Site site) {
    return known(
        lines,
        site.node().name(),
        scope -> {
          Box z = operand(site);
          Lines made = rule(site).lines(z.lower(), z.upper());
          ownAll(
              scope,
              made.lowerSlope(),
              made.lowerIntercept(),
              made.upperSlope(),
              made.upperIntercept());
          return made;
        });
  }

  /** What may be chosen at an activation node, on the support of its result. */
  synchronized AdjustableLines adjustable(Site site) {
    return known(
        adjustable,
        site.node().name(),
        scope -> {
          Box z = operand(site);
          // The lines may keep what they were made of.
          ownAll(scope, z.lower(), z.upper());
          AdjustableLines made = rule(site).adjustable(z.lower(), z.upper());
          ownAll(scope, made.lower());
          ownAll(scope, made.upper());
          return made;
        });
  }

  private void ownAll(Scope scope, @Nullable AdjustableLine line) {
    if (line != null) {
      ownAll(scope, line.least(), line.most(), line.start());
      ownAll(scope, line.magnitude().slope(), line.magnitude().intercept());
    }
  }

  /** An activation's operand on its support, {@code [B, n]}. */
  private Box operand(Site site) {
    Box z = box(site.node().inputs().get(0));
    Support support = support(site.node().name());
    return new Box(on(support, flat(z.lower())), on(support, flat(z.upper())));
  }

  private static ActivationRule rule(Site site) {
    return (ActivationRule) Network.rule(site);
  }

  /** The planes of a node of several variables, each array {@code [B, size]}. */
  synchronized Planes planes(Site site) {
    return known(
        planes,
        site.node().name(),
        scope -> {
          PlaneRule rule = (PlaneRule) Network.rule(site);
          List<Interval> x = new ArrayList<>();
          for (int arg : site.variables()) {
            Box box = box(site.node().inputs().get(arg));
            x.add(
                new Interval(
                    flat(rule.spread(site, arg, box.lower())),
                    flat(rule.spread(site, arg, box.upper()))));
          }
          Planes made = rule.planes(x);
          made.lowerSlopes().forEach(slope -> own(scope, slope));
          made.upperSlopes().forEach(slope -> own(scope, slope));
          ownAll(scope, made.lowerIntercept(), made.upperIntercept());
          return made;
        });
  }

  /** The rounding cost of pulling a row with coefficients on a support back through a node. */
  synchronized RoundingCost cost(Site site, @Nullable Support support) {
    String name = site.node().name();
    return known(
        costs,
        support == null ? name : name + " on " + support.layer(),
        scope -> {
          RoundingCost made;
          if (support != null) {
            RoundingCost all = cost(site, null);
            made = new RoundingCost(support.of(all.weights()), all.underflow());
          } else if (whole != null) {
            RoundingCost all = whole.cost(site, null);
            made = new RoundingCost(pick(all.weights()), pick(all.underflow()));
          } else if (Network.rule(site) instanceof PlaneRule rule) {
            made = RoundingCost.ofPlanes(this, site, rule);
          } else {
            made = RoundingCost.ofLinear(this, site, (LinearRule) Network.rule(site));
          }
          ownAll(scope, made.weights(), made.underflow());
          return made;
        });
  }

  /**
   * The rounding cost of pulling a row back through an activation, on the support of its result.
   *
   * @param choosing whether through chosen lines
   */
  synchronized RoundingCost activationCost(Site site, boolean choosing) {
    return known(
        costs,
        site.node().name() + (choosing ? " choosing" : ""),
        scope -> {
          RoundingCost made =
              RoundingCost.ofActivation(
                  this, site, choosing ? adjustable(site) : AdjustableLines.NONE);
          ownAll(scope, made.weights(), made.underflow());
          return made;
        });
  }

  /**
   * The part of a dense layer's transposed matrix that leads from one support to another, {@code
   * [B, n of the result, n of the operand]}.
   *
   * @param out support of the result, null for all of it
   * @param in support of the operand, null for all of it; not both null
   */
  synchronized NDArray block(Site site, @Nullable Support out, @Nullable Support in) {
    return array(
        site.node().name() + (out == null ? " block" : " inner block"),
        () -> {
          if (in == null) {
            return site.transposed(1).get(new NDIndex("{}", out.elements()));
          }
          NDArray rows = site.constant(1).get(new NDIndex("{}", in.elements()));
          return (out == null ? rows : out.ofRows(rows)).swapAxes(1, 2);
        });
  }

  /** A node's offset on a support, {@code [B, K]}. */
  synchronized NDArray offset(Site site, NDArray offset, Support support) {
    return array(site.node().name() + " offset", () -> support.of(spread(offset, site)));
  }

  private NDArray array(String key, Supplier<NDArray> maker) {
    return known(arrays, key, scope -> own(scope, maker.get()));
  }

  private interface Maker<T> {
    T make(Scope scope);
  }

  private static <T> T known(Map<String, T> all, String key, Maker<T> maker) {
    T known = all.get(key);
    if (known == null) {
      try (Scope scope = new Scope()) {
        known = maker.make(scope);
        all.put(key, known);
      }
    }
    return known;
  }

  private NDArray pick(NDArray all) {
    return all.get(new NDIndex("{}", chosen));
  }

  private static NDArray on(@Nullable Support support, NDArray x) {
    return support == null ? x : support.of(x);
  }

  /** {@code [B, columns]} of zeros. */
  NDArray zeros(long columns) {
    return network.manager().zeros(new Shape(regions(), columns), network.precision().type());
  }

  /** A node's offset, broadcast to the node's shape, as a row {@code [1, size]}. */
  static NDArray spread(NDArray offset, Site site) {
    long[] dims = site.shape().dims().stream().mapToLong(d -> d).toArray();
    return offset.broadcast(new Shape(dims)).reshape(1, site.shape().size());
  }

  /** {@code [first, *shape]}. */
  static Shape dims(long first, ai.faithful.ir.Shape shape) {
    return new Shape(first).addAll(new Shape(shape.dims().stream().mapToLong(d -> d).toArray()));
  }

  /** {@code [B, *shape]} as {@code [B, size]}. */
  static NDArray flat(NDArray x) {
    long batch = x.getShape().get(0);
    return x.reshape(batch, x.size() / Math.max(batch, 1));
  }

  /** Takes an array out of every scope, until this relaxation is closed. */
  private NDArray own(Scope scope, NDArray array) {
    scope.release(array);
    owned.add(array);
    return array;
  }

  private void ownAll(Scope scope, @Nullable NDArray... all) {
    for (NDArray array : all) {
      if (array != null) {
        own(scope, array);
      }
    }
  }

  @Override
  public void close() {
    owned.forEach(NDArray::close);
  }
}
