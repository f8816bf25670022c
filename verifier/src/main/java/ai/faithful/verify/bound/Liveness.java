package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which elements of a rectified layer may be other than 0, for each region. */
final class Liveness {
  /** A larger share is not worth the gathering. */
  private static final double MOST = 0.8;

  private final String layer;
  private final boolean[] zero;
  private final int[] alive;
  private final int size;

  private Liveness(String layer, boolean[] zero, int regions) {
    this.layer = layer;
    this.zero = zero;
    this.alive = new int[regions];
    this.size = zero.length / Math.max(1, regions);
    for (int i = 0; i < zero.length; i++) {
      alive[i / size] += zero[i] ? 0 : 1;
    }
  }

  /**
   * @param layer name of the rectifying node
   * @param z box of its operand
   */
  static Liveness of(String layer, Box z) {
    // Not "greater than 0 is alive": what is not a number is alive.
    NDArray zero = z.upper().lte(0);
    boolean[] elements = zero.toBooleanArray();
    zero.close();
    return new Liveness(layer, elements, (int) z.batch());
  }

  /** How many elements of a region may be other than 0. */
  int alive(int region) {
    return alive[region];
  }

  /** The common support of some regions, null if it is nearly everything. */
  @Nullable Support support(int[] regions, NDManager manager) {
    int most = 1;
    for (int region : regions) {
      most = Math.max(most, alive[region]);
    }
    if (regions.length == 0 || most > MOST * size) {
      return null;
    }
    int[][] elements = new int[regions.length][most];
    for (int b = 0; b < regions.length; b++) {
      int first = regions[b] * size;
      int spare = most - alive[regions[b]];
      int at = 0;
      for (int i = 0; i < size; i++) {
        if (!zero[first + i]) {
          elements[b][at++] = i;
        } else if (spare > 0) {
          elements[b][at++] = i;
          spare--;
        }
      }
    }
    long[] flat = Arrays.stream(elements).flatMapToInt(Arrays::stream).asLongStream().toArray();
    Shape shape = new Shape(regions.length, most);
    return new Support(layer, manager.create(flat, shape), elements);
  }
}
