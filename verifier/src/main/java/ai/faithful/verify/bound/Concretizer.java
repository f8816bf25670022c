package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch of B regions of one graph input, as linear bounds need it: where linear functions are
 * least over each region (jax_verify's concretizer). Rows are {@code [B, R, n]}, n the elements of
 * the input, flat.
 */
public sealed interface Concretizer permits Box, L1Ball, L2Ball, AffineImage {

  /** The least boxes that contain the regions, {@code [B, *shape]}: where intervals start. */
  Box box();

  /**
   * What A . x does not fall below over each region.
   *
   * @param a {@code [B, R, n]}
   * @param rounding whether rounding errors count
   */
  Minimum minimum(NDArray a, Rounding rounding);

  /**
   * Where A . x is least, approximately: a point near or in the region, {@code [B, R, n]}, for
   * steps of an optimisation (THEORY 5.5), not for claims.
   *
   * @param a {@code [B, R, n]}
   */
  NDArray minimiser(NDArray a);

  /**
   * Some of the regions, in new arrays.
   *
   * @param regions indices, 64-bit, {@code [C]}
   */
  Concretizer of(NDArray regions);

  /** The regions in another format, to the nearest: for searching, not for claims. */
  Concretizer near(DataType type);

  /** The arrays that this consists of. */
  List<NDArray> arrays();

  /**
   * A minimum with its error: no A . x is below value - slack.
   *
   * @param value {@code [B, R]}
   * @param slack {@code [B, R]}, non-negative; null where rounding is ignored
   */
  record Minimum(NDArray value, @Nullable NDArray slack) {}
}
