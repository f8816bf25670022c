package ai.faithful.training.distill;

import ai.djl.ndarray.NDArray;
import ai.faithful.training.loop.ValidInputs;

/**
 * Boxes around images, as they are trained on.
 *
 * @param lower ends, [N, features]
 * @param upper likewise
 */
record Region(NDArray lower, NDArray upper) {
  /** The l_inf balls, cut with the domain. */
  static Region around(NDArray images, double epsilon, ValidInputs valid) {
    return new Region(valid.lower(images, epsilon), valid.upper(images, epsilon));
  }
}
