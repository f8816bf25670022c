package ai.faithful.verify.bound;

import ai.faithful.verify.rule.Precision;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One row of coefficients at a time, in plain Java: each is read and written once, in the cache of
 * a core, where the engine goes over all rows anew for each operation.
 *
 * <p>All operations are those of the format, a sum of n products takes n roundings of each.
 */
sealed interface RowKernel permits DoubleKernel, FloatKernel {
  /**
   * Rows in a format.
   *
   * @param width the most coefficients of a row
   */
  static RowKernel of(Precision precision, int width) {
    return precision == Precision.FLOAT32 ? new FloatKernel(width) : new DoubleKernel(width);
  }

  /**
   * Sets the slopes for rows to come: numbers of the format.
   *
   * @param positive for positive coefficients
   * @param first index of the region's first element in the arrays
   * @param elements those that rows have coefficients on, null for the first n
   */
  void slopes(double[] positive, double[] negative, int first, int @Nullable [] elements, int n);

  /** As {@link #slopes}, what coefficients are weighed with. */
  void weights(double[] positive, double[] negative, int first, int @Nullable [] elements, int n);

  /**
   * Reads a row.
   *
   * @param at where it starts, in coefficients
   */
  RowKernel read(ByteBuffer from, int at, int n);

  /** Reads some of the elements of a row of {@code size}. */
  RowKernel read(ByteBuffer from, int at, int size, int[] elements);

  /** The sum of coefficients times the weights for their signs. */
  double weighed();

  /**
   * Writes the weights for the signs of the row's coefficients, a little off: for searches, which
   * claim nothing. For 0 that of negative ones.
   */
  void writeWeights(ByteBuffer to, int at);

  /**
   * Writes the row as it is, or negated.
   *
   * @return how many coefficients it has
   */
  int write(ByteBuffer to, int at, int sign);

  /** Writes the row, each coefficient times the slope for its sign: one rounding each. */
  void write(ByteBuffer to, int at);
}
