package ai.faithful.verify.bound;

import ai.faithful.verify.rule.Lines;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Precision;
import ai.faithful.verify.rule.Scope;
import ai.faithful.verify.rule.Site;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
  private final Map<String, Boolean> ways = new HashMap<>();
  private final Map<Set<String>, Optional<PatchPlan>> plans = new HashMap<>();
  private final Map<String, PatchLines> lines = new HashMap<>();
  private final Map<String, PatchBox> boxes = new HashMap<>();

  Patches(Relaxation relaxation) {
    this.relaxation = relaxation;
  }

  /** An input's box in each region, channels last. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record PatchBox(double[][] center, double[][] radius) {}

  /** Whether all of the way back from a value can be gone on patches. */
  synchronized boolean isWay(String value) {
    return ways.computeIfAbsent(
        value,
        name ->
            isBoxed() && PatchPlan.exists(relaxation.network(), Set.of(name), relaxation::isHeld));
  }

  /** The way back from values on patches, null if there is none. */
  synchronized @Nullable PatchPlan plan(Set<String> values) {
    return plans
        .computeIfAbsent(
            Set.copyOf(values),
            names ->
                Optional.ofNullable(
                    isBoxed()
                        ? PatchPlan.of(relaxation.network(), names, relaxation::isHeld)
                        : null))
        .orElse(null);
  }

  private boolean isBoxed() {
    Network network = relaxation.network();
    return !relaxation.taped()
        && network.precision() == Precision.FLOAT64
        && network.graph().inputs().stream()
            .allMatch(input -> relaxation.region(input.name()) instanceof Box);
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
    int slot = Objects.requireNonNull(plan.starts().get(value));
    for (int i = 0; i < elements.length; i++) {
      row.start(region);
      Patch patch = row.patch(slot);
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
   * What rows add to their constants from some values on.
   *
   * @param plan of these values
   * @param regions of the rows
   * @param rows their coefficients by value, row-major, one row after another
   */
  double[] constants(PatchPlan plan, int[] regions, Map<String, double[]> rows) {
    PatchRow row = new PatchRow(this, plan);
    double[] constants = new double[regions.length];
    for (int i = 0; i < constants.length; i++) {
      int number = i;
      row.start(regions[i]);
      plan.starts()
          .forEach(
              (value, slot) -> {
                Patch patch = row.patch(slot);
                patch.includeAll();
                double[] all = Objects.requireNonNull(rows.get(value));
                patch.map().arrange(all, number * patch.map().size(), patch.array());
              });
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
