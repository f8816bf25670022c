package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

/** Finds the support of a rectified layer from the box of its pre-activations. */
final class SupportSearch {
  /** A larger share is not worth the gathering. */
  private static final double MOST = 0.8;

  private SupportSearch() {}

  /** The support, null if it is nearly everything. */
  static @Nullable Support of(String layer, Box z) {
    NDArray upper = z.upper();
    int regions = (int) z.batch();
    int size = (int) (upper.size() / Math.max(1, regions));
    if (regions == 0 || size < 2) {
      return null;
    }
    // Not "greater than 0 is alive": what is not a number is alive.
    boolean[] zero = upper.lte(0).toBooleanArray();
    int most = 1;
    for (int b = 0; b < regions; b++) {
      int alive = 0;
      for (int i = 0; i < size; i++) {
        alive += zero[b * size + i] ? 0 : 1;
      }
      most = Math.max(most, alive);
    }
    if (most > MOST * size) {
      return null;
    }
    long[] elements = new long[regions * most];
    for (int b = 0; b < regions; b++) {
      int at = b * most;
      int spare = most;
      for (int i = 0; i < size; i++) {
        spare -= zero[b * size + i] ? 0 : 1;
      }
      for (int i = 0; i < size; i++) {
        if (!zero[b * size + i]) {
          elements[at++] = i;
        } else if (spare > 0) {
          elements[at++] = i;
          spare--;
        }
      }
    }
    return new Support(layer, upper.getManager().create(elements, new Shape(regions, most)));
  }
}
