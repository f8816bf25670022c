package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a rectified layer that may be other than 0 in each of B regions. All others are
 * exactly 0 there, so that rows have no coefficients on them, and arrays hold the K elements of the
 * support alone. A region with fewer than the others is filled up with some that are 0.
 *
 * @param layer name of the rectifying node
 * @param elements flat indices, {@code [B, K]}, 64-bit
 * @param byRegion the same outside of the engine
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Support(String layer, NDArray elements, int[][] byRegion) {
  /** Flat indices of a region's elements. */
  int[] elements(int region) {
    return byRegion[region];
  }

  long size() {
    return elements.getShape().get(1);
  }

  /** The part of {@code [B, n]} on a support, all of it without one. */
  static NDArray on(@Nullable Support support, NDArray x) {
    return support == null ? x : support.of(x);
  }

  /** The support's part of {@code [B, n]} or, the same for all regions, {@code [1, n]}. */
  NDArray of(NDArray x) {
    long regions = elements.getShape().get(0);
    if (x.getShape().get(0) == 1) {
      return x.reshape(x.size()).get(new NDIndex("{}", elements));
    }
    return regions == 0 ? x : x.gather(elements, 1);
  }

  /** The support's part of {@code [B, R, n]}. */
  NDArray ofRows(NDArray x) {
    long rows = x.getShape().get(1);
    Shape wanted = new Shape(elements.getShape().get(0), rows, size());
    return x.gather(elements.expandDims(1).broadcast(wanted), 2);
  }

  /** {@code [B, R, K]} as {@code [B, R, n]}, 0 outside the support. */
  NDArray spread(NDArray x, long n) {
    Shape shape = x.getShape();
    NDArray zeros = x.getManager().zeros(new Shape(shape.get(0), shape.get(1), n), x.getDataType());
    return zeros.scatter(elements.expandDims(1).broadcast(shape), x, 2);
  }
}
