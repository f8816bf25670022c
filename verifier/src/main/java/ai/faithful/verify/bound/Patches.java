package ai.faithful.verify.bound;

import ai.faithful.verify.rule.Lines;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Backward passes through the convolutions of a relaxation, a row at a time, outside of the tensor
 * engine: a row of a convolution's value sees a patch of the layers before it, most coefficients
 * below dead neurons are 0, and the engine has no fast convolution in float64.
 *
 * <p>Rounding costs a row what it costs the same row in a {@link BackwardPass}, or less: sums have
 * as many terms or fewer, of which each belongs to one inner product for each node (two for an
 * input).
 */
final class Patches {
  private final Relaxation relaxation;
  private final Map<String, Optional<PatchPlan>> plans = new HashMap<>();
  private final Map<String, PatchLines> lines = new HashMap<>();
  private final Map<String, PatchBox> boxes = new HashMap<>();

  Patches(Relaxation relaxation) {
    this.relaxation = relaxation;
  }

  /** An input's box in each region, channels last. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record PatchBox(double[][] center, double[][] radius) {}

  /** The way back from a value on patches, null if there is none. */
  synchronized @Nullable PatchPlan plan(String value) {
    if (relaxation.taped() || relaxation.network().precision() != Precision.FLOAT64) {
      return null;
    }
    return plans.computeIfAbsent(value, name -> Optional.ofNullable(made(name))).orElse(null);
  }

  private @Nullable PatchPlan made(String value) {
    Network network = relaxation.network();
    boolean boxed =
        network.graph().inputs().stream()
            .allMatch(input -> relaxation.region(input.name()) instanceof Box);
    return boxed ? PatchPlan.of(network, value, relaxation::isHeld) : null;
  }

  /**
   * Lower bounds of elements of a value in one region, or of their negatives.
   *
   * @param plan of the value
   * @param sign 1 for the elements, -1 for the negated ones
   */
  @SuppressWarnings("try") // the scope frees what is made inside it
  double[] lowerBounds(PatchPlan plan, String value, int region, long[] elements, int sign) {
    PatchRow row = new PatchRow(this, plan);
    double[] constants = new double[elements.length];
    for (int i = 0; i < elements.length; i++) {
      row.start(region);
      Patch patch = row.patch(0);
      int place = patch.map().place(Math.toIntExact(elements[i]));
      int point = place / patch.map().channels();
      int y = point / patch.map().width();
      int x = point % patch.map().width();
      patch.include(y, y + 1, x, x + 1);
      patch.array()[place] = sign;
      constants[i] = row.back(plan);
    }
    try (Scope scope = new Scope()) {
      RowTotals totals = new RowTotals(relaxation.network(), relaxation.rigorous());
      if (relaxation.rigorous()) {
        totals.addSlack(relaxation.uniformCost(value, false));
      }
      totals.add(relaxation.network().manager().create(constants));
      return totals.lowerBounds(1, constants.length);
    }
  }

  /**
   * What rows add to their constants from a value on.
   *
   * @param plan of the value
   * @param regions of the rows
   * @param rows their coefficients on the value, row-major, one after another
   */
  double[] constants(PatchPlan plan, int[] regions, double[] rows) {
    PatchRow row = new PatchRow(this, plan);
    double[] constants = new double[regions.length];
    for (int i = 0; i < constants.length; i++) {
      row.start(regions[i]);
      Patch patch = row.patch(0);
      patch.includeAll();
      patch.map().arrange(rows, i * patch.map().size(), patch.array());
      constants[i] = row.back(plan);
    }
    return constants;
  }

  /** An activation's lines in each region. */
  @SuppressWarnings("try") // the scope frees what is made inside it
  synchronized PatchLines lines(Site site, FeatureMap map) {
    return lines.computeIfAbsent(
        site.node().name(),
        name -> {
          Lines shared = relaxation.lines(site);
          try (Scope scope = new Scope()) {
            return PatchLines.of(shared, map);
          }
        });
  }

  @SuppressWarnings("try") // the scope frees what is made inside it
  synchronized PatchBox box(String input, FeatureMap map) {
    return boxes.computeIfAbsent(
        input,
        name -> {
          CenteredBox box = relaxation.centered(name);
          try (Scope scope = new Scope()) {
            return new PatchBox(map.arranged(box.center()), map.arranged(box.radius()));
          }
        });
  }
}
