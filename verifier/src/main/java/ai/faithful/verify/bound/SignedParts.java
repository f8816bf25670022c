package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import org.jspecify.annotations.Nullable;

/**
 * Coefficients as the sum of the positive ones and the negative ones, exactly: of each pair, one is
 * 0. What is done to the one part and to the other meets only zeros when it is added up.
 *
 * @param positive {@code max(A, 0)}, {@code [B, R, n]}
 * @param negative {@code min(A, 0)}
 */
record SignedParts(NDArray positive, NDArray negative) {
  static SignedParts of(NDArray a) {
    // An array of the engine's own, which a tape may keep.
    NDArray zero = a.getManager().zeros(new Shape(1), a.getDataType());
    return new SignedParts(Activation.relu(a), a.minimum(zero));
  }

  /** As {@link #of}, with the negative part in the memory of the coefficients. */
  static SignedParts ofSpare(NDArray a) {
    NDArray positive = Activation.relu(a);
    // Exact: a - a, or a - 0.
    return new SignedParts(positive, a.subi(positive));
  }

  /** Each coefficient times the slope for its sign; {@code [B, 1, n]} or {@code [B, R, n]}. */
  NDArray times(NDArray forPositive, NDArray forNegative) {
    return positive.mul(forPositive).add(negative.mul(forNegative));
  }

  /** As {@link #times}, in place: the parts are spent. Not under a gradient tape. */
  NDArray timesInPlace(NDArray forPositive, NDArray forNegative) {
    return positive.muli(forPositive).addi(negative.muli(forNegative));
  }

  /** Adds A . intercepts by sign to rows' constants; null for 0. */
  void addIntercepts(
      RowTotals totals, @Nullable NDArray forPositive, @Nullable NDArray forNegative) {
    if (forPositive != null) {
      totals.add(weighed(positive, forPositive));
    }
    if (forNegative != null) {
      totals.add(weighed(negative, forNegative));
    }
  }

  private static NDArray weighed(NDArray a, NDArray c) {
    return c.getShape().get(1) == 1 ? RowProducts.of(a, c.squeeze(1)) : a.mul(c).sum(new int[] {2});
  }
}
