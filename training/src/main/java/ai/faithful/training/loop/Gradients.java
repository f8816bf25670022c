package ai.faithful.training.loop;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** Gradient clipping. */
final class Gradients {
  private Gradients() {}

  /**
   * Scales all gradients down together, in place, so that their joint l2 norm is at most {@code
   * most}.
   *
   * @param most 0 for any
   */
  static void clip(Map<String, NDArray> gradients, double most) {
    if (most == 0) {
      return;
    }
    double squares = 0;
    for (NDArray gradient : gradients.values()) {
      squares += gradient.square().sum().getFloat();
    }
    double norm = Math.sqrt(squares);
    if (norm > most) {
      gradients.replaceAll((name, gradient) -> gradient.mul(most / norm));
    }
  }
}
