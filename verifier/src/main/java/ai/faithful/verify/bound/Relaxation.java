package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
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
  private final Map<String, Liveness> liveness = new HashMap<>();
  private final Map<String, Optional<Support>> supports = new HashMap<>();
  private final Map<String, NDArray> arrays = new HashMap<>();
  private final List<NDArray> owned = new ArrayList<>();
  private final @Nullable Relaxation whole;
  private final int @Nullable [] picked;
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
    this.picked = null;
    this.chosen = null;
  }

  private Relaxation(
      Relaxation whole, Network network, Rounding rounding, int @Nullable [] regions) {
    this.network = network;
    this.inputs = new HashMap<>();
    this.boxes = new HashMap<>();
    this.rounding = rounding;
    this.pruning = whole.pruning;
    this.whole = whole;
    this.picked = regions;
    if (regions == null) {
      this.chosen = null;
    } else {
      try (Scope scope = new Scope()) {
        this.chosen =
            own(scope, network.manager().create(Arrays.stream(regions).asLongStream().toArray()));
      }
    }
  }

  /** The same network over some of the regions; to be closed before this one. */
  Relaxation of(int[] regions) {
    return new Relaxation(this, network, rounding, regions);
  }

  /**
   * The same regions and supports, on the same graph in another format and without care for
   * rounding; to be closed before this one.
   */
  Relaxation plain(Network other) {
    return new Relaxation(this, other, Rounding.NONE, null);
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
        region = chosen == null ? all.near(network.precision().type()) : all.of(chosen);
        region.arrays().forEach(array -> own(scope, array));
        inputs.put(input, region);
      }
    }
    return region == null ? box(input) : region;
  }

  /** B, the number of regions. */
  long regions() {
    if (chosen != null) {
      return chosen.size();
    }
    return whole == null ? boxes.values().iterator().next().batch() : whole.regions();
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

  /** Whether a node passes coefficients on unchanged, to a value that no other node reads. */
  boolean passesOn(Site site) {
    return pruning != null
        && Pruning.addsConstant(site)
        && pruning.isReadOnce(site.node().inputs().get(site.variables().get(0)));
  }

  /** The elements of a value that matter, null if all do. */
  synchronized @Nullable Support support(String value) {
    String layer = pruning == null ? null : pruning.layer(value);
    if (layer == null) {
      return null;
    }
    if (whole != null && chosen == null) {
      return whole.support(value);
    }
    Optional<Support> known = supports.get(layer);
    if (known == null) {
      Liveness live = whole == null ? liveness(layer) : whole.liveness(layer);
      int[] own = picked == null ? IntStream.range(0, (int) regions()).toArray() : picked;
      try (Scope scope = new Scope()) {
        known = Optional.ofNullable(live.support(own, network.manager()));
        known.ifPresent(support -> own(scope, support.elements()));
      }
      supports.put(layer, known);
    }
    return known.orElse(null);
  }

  /** Of all regions. */
  private synchronized Liveness liveness(String layer) {
    Liveness known = liveness.get(layer);
    if (known == null) {
      Site site = Objects.requireNonNull(network.producer(layer));
      known = Liveness.of(layer, box(site.node().inputs().get(0)));
      liveness.put(layer, known);
    }
    return known;
  }

  /** How many elements of a value matter in a region, as far as that is known yet. */
  long width(String value, int region) {
    String layer = pruning == null ? null : pruning.layer(value);
    Site site = layer == null ? null : network.producer(layer);
    return site == null || !boxes.containsKey(site.node().inputs().get(0))
        ? network.graph().shapeOf(value).size()
        : liveness(site.node().name()).alive(region);
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

  /** The cost at a node and at the sum with a constant that follows it, on the same rows. */
  synchronized RoundingCost cost(Site site, Site sum, @Nullable Support support) {
    String name = site.node().name() + " with the sum after it";
    return known(
        costs,
        support == null ? name : name + " on " + support.layer(),
        scope -> {
          RoundingCost made = cost(site, support).plus(cost(sum, support), network.precision());
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
            Support own = Objects.requireNonNull(out);
            return site.transposed(1).get(new NDIndex("{}", own.elements()));
          }
          NDArray rows = site.constant(1).get(new NDIndex("{}", in.elements()));
          NDArray chosen = out == null ? rows : out.ofRows(rows);
          return chosen.swapAxes(1, 2);
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
    return chosen == null
        ? near(all, network.precision().type())
        : all.get(new NDIndex("{}", chosen));
  }

  /** An array in a format, under a handle of its own. */
  static NDArray near(NDArray x, DataType type) {
    return x.getDataType() == type ? x.reshape(x.getShape()) : x.toType(type, false);
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
