package ai.faithful.training.distill;

import ai.djl.ndarray.NDArray;

/**
 * Boxes around images, as they are trained on.
 *
 * @param lower ends, [N, features]
 * @param upper likewise
 */
record Region(NDArray lower, NDArray upper) {
  /** The l_inf balls, cut with [0, 1]. */
  static Region around(NDArray images, double epsilon) {
    return new Region(images.sub(epsilon).maximum(0), images.add(epsilon).minimum(1));
  }
}
