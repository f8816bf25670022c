package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;

/**
 * A box as center and radius, rounded such that [center - radius, center + radius] contains it.
 *
 * @param center any point near the middle
 * @param radius at least the distance from the center to either end
 */
record CenteredBox(NDArray center, NDArray radius) {
  static CenteredBox of(Box box) {
    NDArray center = box.lower().add(box.upper()).mul(0.5);
    // Wherever the center was rounded to, the two distances are measured from there, upward.
    NDArray radius =
        Rounding.up(box.upper().sub(center).maximum(center.sub(box.lower())).maximum(0));
    return new CenteredBox(center, radius);
  }

  /** Without care for rounding. */
  static CenteredBox plain(Box box) {
    return new CenteredBox(
        box.lower().add(box.upper()).mul(0.5), box.upper().sub(box.lower()).mul(0.5));
  }
}
