package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.faithful.verify.rule.Precision;

/**
 * A box as center and radius, rounded such that [center - radius, center + radius] contains it.
 *
 * @param center any point near the middle
 * @param radius at least the distance from the center to either end
 */
record CenteredBox(NDArray center, NDArray radius) {
  /** So that products with weights are no subnormal numbers, which processors are slow with. */
  private static final double NORMAL = 0x1p24;

  static CenteredBox of(Box box) {
    NDArray center = box.lower().add(box.upper()).mul(0.5);
    // Wherever the center was rounded to, the two distances are measured from there, upward: as
    // Rounding.up, of what is not negative.
    Precision precision = Precision.of(center);
    NDArray radius =
        Activation.relu(box.upper().sub(center).maximum(center.sub(box.lower())))
            .muli(1 + 4 * precision.unitRoundoff())
            .addi(precision.minNormal() * NORMAL);
    return new CenteredBox(center, radius);
  }

  /** Without care for rounding. */
  static CenteredBox plain(Box box) {
    return new CenteredBox(
        box.lower().add(box.upper()).mul(0.5), box.upper().sub(box.lower()).mul(0.5));
  }
}
