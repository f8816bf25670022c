package ai.faithful.verify.bound;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a search for slopes (see {@link SlopeSearch}) at an activation, one at a time in plain
 * Java and in float32: as {@link RowKernel}, by lines that may be each row's own. A search claims
 * nothing, so that no care is taken of rounding.
 */
final class SearchKernel {
  /** Far below any coefficient that matters. */
  private static final float TINY = Float.MIN_NORMAL;

  private final int n;
  private final RowLine lower;
  private final RowLine upper;
  private final float[] row;
  private final float[] result;

  /**
   * Rows by these lines, for positive and for negative coefficients.
   *
   * @param n elements of a row
   */
  SearchKernel(RowLine lower, RowLine upper, int n) {
    this.n = n;
    this.lower = lower;
    this.upper = upper;
    this.row = new float[n];
    this.result = new float[n];
  }

  /**
   * Pulls rows back: each coefficient times the slope for its sign.
   *
   * @param a {@code [*, n]}
   * @param pulled the same, written
   * @param rows how many
   * @return the sum of each row's coefficients times the intercepts for their signs; null if there
   *     are none
   */
  double @Nullable [] pull(ByteBuffer a, ByteBuffer pulled, int rows) {
    FloatBuffer in = a.asFloatBuffer();
    FloatBuffer out = pulled.asFloatBuffer();
    double[] constants = lower.hasIntercept() || upper.hasIntercept() ? new double[rows] : null;
    for (int i = 0; i < rows; i++) {
      lower.read(i);
      upper.read(i);
      in.get(i * n, row);
      if (constants != null) {
        FloatKernel.times(row, lower.intercept, upper.intercept, result, n);
        constants[i] = FloatKernel.sum(result, n);
      }
      FloatKernel.times(row, lower.slope, upper.slope, result, n);
      out.put(i * n, result);
    }
    return constants;
  }

  /**
   * The values of the lines that coefficients chose; of 0, those of the line above.
   *
   * @param a {@code [*, n]}
   * @param z at which values of the operand, the same
   * @param values the same, written
   * @param rows how many
   */
  void values(ByteBuffer a, ByteBuffer z, ByteBuffer values, int rows) {
    FloatBuffer coefficients = a.asFloatBuffer();
    FloatBuffer in = z.asFloatBuffer();
    FloatBuffer out = values.asFloatBuffer();
    for (int i = 0; i < rows; i++) {
      lower.read(i);
      upper.read(i);
      coefficients.get(i * n, row);
      in.get(i * n, result);
      chosen(row, lower.slope, upper.slope, lower.intercept, upper.intercept, result);
      out.put(i * n, result);
    }
  }

  /** Replaces z by the value of the line that the sign of {@code a} chooses. */
  private static void chosen(
      float[] a, float[] slope, float[] otherSlope, float[] b, float[] otherB, float[] z) {
    for (int i = 0; i < a.length; i++) {
      float m = Math.abs(a[i]);
      // 1 where a is positive, 0 where it is negative.
      float positive = 0.5f * (a[i] + m) / (m + TINY);
      float k = otherSlope[i] + positive * (slope[i] - otherSlope[i]);
      z[i] = k * z[i] + otherB[i] + positive * (b[i] - otherB[i]);
    }
  }
}
