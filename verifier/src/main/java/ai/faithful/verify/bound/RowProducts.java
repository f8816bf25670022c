package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.faithful.verify.rule.Precision;

/** Inner products of rows with one vector for each region. */
final class RowProducts {
  private RowProducts() {}

  /** A . w: {@code [B, R, n]} and {@code [B, n]} to {@code [B, R]}. */
  static NDArray of(NDArray rows, NDArray weights) {
    return rows.matMul(weights.expandDims(2))
        .reshape(rows.getShape().get(0), rows.getShape().get(1));
  }

  /**
   * At least |A| . w in real arithmetic, w non-negative: {@code [B, R, n]} and {@code [B, n]} to
   * {@code [B, R]}.
   *
   * @param absolute |A|
   */
  static NDArray upward(NDArray absolute, NDArray weights) {
    Precision precision = Precision.of(weights);
    long n = weights.getShape().get(1);
    return of(absolute, weights)
        .add(2 * n * precision.minNormal())
        .mul(Rounding.inflation(n + 1, precision));
  }

  /** At least the error of {@link #of}: gamma_n |A| . |w| + n eta, {@code [B, R]}. */
  static NDArray error(NDArray rows, NDArray weights) {
    Precision precision = Precision.of(weights);
    long n = weights.getShape().get(1);
    NDArray scaled =
        weights.abs().mul(Rounding.coefficient(n, precision)).add(precision.minNormal());
    return upward(rows.abs(), scaled).add(2 * n * precision.minNormal());
  }
}
