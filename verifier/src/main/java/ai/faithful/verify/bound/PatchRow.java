package ai.faithful.verify.bound;

import ai.faithful.verify.rule.Site;

/** One row on its way back through a {@link PatchPlan}; what a thread needs for that. */
final class PatchRow {
  private final Patches patches;
  private final Patch[] slots;
  private int region;
  private double constant;

  PatchRow(Patches patches, PatchPlan plan) {
    this.patches = patches;
    this.slots = plan.slots().stream().map(Patch::new).toArray(Patch[]::new);
  }

  /** Starts anew in a region. */
  void start(int inRegion) {
    region = inRegion;
    constant = 0;
    for (Patch patch : slots) {
      patch.clear();
    }
  }

  int region() {
    return region;
  }

  Patch patch(int slot) {
    return slots[slot];
  }

  PatchLines lines(Site site, FeatureMap map) {
    return patches.lines(site, map);
  }

  double[] center(String input, FeatureMap map) {
    return patches.box(input, map).center()[region];
  }

  double[] radius(String input, FeatureMap map) {
    return patches.box(input, map).radius()[region];
  }

  /** Adds a term to the row's constant. */
  void add(double term) {
    constant += term;
  }

  /** The row's constant at the end of the way. */
  double back(PatchPlan plan) {
    for (PatchStep step : plan.steps()) {
      step.back(this);
    }
    return constant;
  }
}
