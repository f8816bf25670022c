package ai.faithful.verify.bound;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Op;
import ai.faithful.verify.rule.Adjustable;
import ai.faithful.verify.rule.AdjustableLines;
import ai.faithful.verify.rule.AdjustablePlanes;
import ai.faithful.verify.rule.Lines;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.PlaneRule;
import ai.faithful.verify.rule.Planes;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A network over a batch of regions with what passes need to know of each node: the lines of its
 * activations, what rounding costs a row, which of its elements matter. All of it follows from the
 * boxes alone and is computed once, on first use, for all rows, and lives until this is closed.
 * Passes of several threads may share one.
 *
 * <p>Arrays are flattened to {@code [B, n]}, n the elements of the value, or of its support.
 */
final class Relaxation implements AutoCloseable {
  private final Network network;
  private final Map<String, Concretizer> inputs;
  private final Map<String, Box> boxes;
  private final Rounding rounding;
  private final @Nullable Pruning pruning;
  private final Owned owned = new Owned();
  private final NodeLines lines = new NodeLines(this, owned);
  private final Blocks blocks = new Blocks(owned);
  private final Patches patches = new Patches(this);
  private final HostViews host = new HostViews(this);
  private final RoundingCosts fixedCosts = new RoundingCosts(this, owned, false);
  private final RoundingCosts choosingCosts = new RoundingCosts(this, owned, true);
  private final Map<String, Liveness> liveness = new HashMap<>();
  private final Map<String, Optional<Support>> supports = new HashMap<>();
  private final Map<String, CenteredBox> centered = new HashMap<>();
  private final Map<String, Box.Ends> ends = new HashMap<>();
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
            owned.take(
                scope, network.manager().create(Arrays.stream(regions).asLongStream().toArray()));
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

  /** Whether a gradient tape may follow what passes do. */
  boolean taped() {
    return pruning == null;
  }

  /** Ways back on patches, over all regions; null where slopes are searched in another format. */
  @Nullable Patches patches() {
    if (whole == null) {
      return patches;
    }
    return chosen == null ? null : whole.patches();
  }

  /** Whether a value may be known on a support only. */
  boolean isHeld(String value) {
    return pruning != null && pruning.layer(value) != null;
  }

  /** The number of a region among those of the whole. */
  int numberOf(int region) {
    return picked == null ? region : picked[region];
  }

  /** What this is a part of, null if it is all. */
  @Nullable Relaxation whole() {
    return whole;
  }

  /** What this is a part of, in the same format; null if it is all, or in a format of its own. */
  @Nullable Relaxation sameFormat() {
    return chosen == null ? null : whole;
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
        region.arrays().forEach(array -> owned.take(scope, array));
        inputs.put(input, region);
      }
    }
    return region == null ? box(input) : region;
  }

  /** An input's box as center and radius, {@code [B, n]}, outward if rounding matters. */
  synchronized CenteredBox centered(String input) {
    return Owned.known(
        centered,
        input,
        scope -> {
          if (whole != null) {
            CenteredBox all = whole.centered(input);
            return new CenteredBox(
                owned.take(scope, pick(all.center())), owned.take(scope, pick(all.radius())));
          }
          Box box = box(input);
          CenteredBox made = rigorous() ? CenteredBox.of(box) : CenteredBox.plain(box);
          return new CenteredBox(
              owned.take(scope, Layout.flat(made.center())),
              owned.take(scope, Layout.flat(made.radius())));
        });
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
        box = new Box(owned.take(scope, pick(all.lower())), owned.take(scope, pick(all.upper())));
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
    return Support.on(support, Layout.flat(box(value).magnitude()));
  }

  /** The largest magnitude of all elements of a value in all regions. */
  synchronized double greatest(String value) {
    if (whole != null) {
      return whole.greatest(value);
    }
    Site site = network.producer(value);
    Op op = site == null ? null : site.node().op();
    if (op instanceof Op.Reshape && site != null) {
      return greatest(site.node().inputs().get(0));
    }
    if (op instanceof Op.Relu && site != null) {
      return Math.max(0, ends(site.node().inputs().get(0)).most());
    }
    return ends(value).greatest();
  }

  private Box.Ends ends(String value) {
    return ends.computeIfAbsent(value, name -> box(name).ends());
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
        known.ifPresent(support -> owned.take(scope, support.elements()));
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
    return lines.lines(site);
  }

  /** The lines of an activation node, on all elements of its result. */
  synchronized Lines fullLines(Site site) {
    return lines.full(site);
  }

  /** Whether arrays are in memory that can be read and written outside of the engine. */
  boolean isHosted() {
    return !taped() && network.manager().getDevice().equals(Device.cpu());
  }

  /** What steps outside of the engine read, over all regions: see {@link #numberOf}. */
  HostViews host() {
    Relaxation all = sameFormat();
    return all == null ? host : all.host();
  }

  /** What may be chosen at an activation node, on the support of its result. */
  synchronized AdjustableLines adjustable(Site site) {
    return lines.adjustable(site);
  }

  /** What may be chosen below a node that is not linear, null if nothing. */
  @Nullable Adjustable below(Site site) {
    return Network.rule(site) instanceof PlaneRule
        ? adjustablePlanes(site).lower()
        : adjustable(site).lower();
  }

  /** What may be chosen above it. */
  @Nullable Adjustable above(Site site) {
    return Network.rule(site) instanceof PlaneRule
        ? adjustablePlanes(site).upper()
        : adjustable(site).upper();
  }

  /** What may be chosen at a node of several variables. */
  synchronized AdjustablePlanes adjustablePlanes(Site site) {
    return lines.adjustablePlanes(site);
  }

  /** The planes of a node of several variables, each array {@code [B, size]}. */
  synchronized Planes planes(Site site) {
    return lines.planes(site);
  }

  /**
   * What rounding costs rows on a value, on the value's support.
   *
   * @param choosing whether they are pulled through chosen lines
   */
  synchronized RoundingCost cost(String value, boolean choosing) {
    return (choosing ? choosingCosts : fixedCosts).onSupport(value);
  }

  /** What rounding costs rows on a value at most, if that is small: see {@link UniformCost}. */
  synchronized UniformCost uniformCost(String value, boolean choosing) {
    return (choosing ? choosingCosts : fixedCosts).uniform(value);
  }

  /** As {@link #uniformCost}, as far as the next stops below: see {@link RoundingCosts}. */
  synchronized UniformCost stretchCost(String value, boolean choosing) {
    return (choosing ? choosingCosts : fixedCosts).stretch(value);
  }

  /** Whether passes that pay in stretches pay at a value for the next one. */
  synchronized boolean isStop(String value, boolean choosing) {
    return (choosing ? choosingCosts : fixedCosts).isStop(value);
  }

  /** As {@link #cost}, on all elements of the value. */
  synchronized RoundingCost fullCost(String value, boolean choosing) {
    return (choosing ? choosingCosts : fixedCosts).full(value);
  }

  /** Whether a pass pays the cost of what lies below a value when it gets there. */
  synchronized boolean isToll(String value, boolean choosing) {
    return (choosing ? choosingCosts : fixedCosts).isToll(value);
  }

  /** A dense layer's transposed matrix between supports: see {@link Blocks#matrix}. */
  synchronized NDArray block(Site site, @Nullable Support out, @Nullable Support in) {
    return blocks.matrix(site, out, in);
  }

  /** A node's offset on a support, {@code [B, K]}. */
  synchronized NDArray offset(Site site, NDArray offset, Support support) {
    return blocks.offset(site, offset, support);
  }

  /** These regions' part of an array over all of them, in the format of the network. */
  NDArray pick(NDArray all) {
    return chosen == null ? Layout.near(all, network.precision().type()) : Layout.some(all, chosen);
  }

  /** {@code [B, columns]} of zeros. */
  NDArray zeros(long columns) {
    return network.manager().zeros(new Shape(regions(), columns), network.precision().type());
  }

  @Override
  public void close() {
    owned.close();
  }
}
