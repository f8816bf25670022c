package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Two affine functions of the N elements of all inputs that enclose a value over each of B regions:
 * {@code |y - (C x + c)| <= R x + r} elementwise, in real arithmetic on the numbers held, for every
 * x of the region. What rounding did is part of r.
 *
 * @param slope C, {@code [B, N, size]}; {@code [1, N, size]} if the regions share it
 * @param constant c, {@code [B, size]}
 * @param spreadSlope R, as C; null for 0
 * @param spread r, {@code [B, size]}
 * @param weight at least {@code sum over j of (|C_j| + |R_j|) |x_j| + |c| + |r|} on the region,
 *     {@code [B, size]}: what relative errors are relative to
 */
record AffineTube(
    NDArray slope,
    NDArray constant,
    @Nullable NDArray spreadSlope,
    NDArray spread,
    NDArray weight) {
  void close() {
    slope.close();
    constant.close();
    if (spreadSlope != null) {
      spreadSlope.close();
    }
    spread.close();
    weight.close();
  }
}
