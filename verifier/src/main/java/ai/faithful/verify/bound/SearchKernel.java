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
        times(row, lower.intercept, upper.intercept, result);
        constants[i] = sum(result);
      }
      times(row, lower.slope, upper.slope, result);
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

  /** Each of {@code a} times the factor for its sign. */
  private static void times(float[] a, float[] forPositive, float[] forNegative, float[] product) {
    for (int i = 0; i < a.length; i++) {
      float m = Math.abs(a[i]);
      product[i] = 0.5f * ((a[i] + m) * forPositive[i] + (a[i] - m) * forNegative[i]);
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

  private static float sum(float[] x) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int i = 0;
    for (; i < x.length - 7; i += 8) {
      s0 += x[i];
      s1 += x[i + 1];
      s2 += x[i + 2];
      s3 += x[i + 3];
      s4 += x[i + 4];
      s5 += x[i + 5];
      s6 += x[i + 6];
      s7 += x[i + 7];
    }
    for (; i < x.length; i++) {
      s0 += x[i];
    }
    return s0 + s1 + (s2 + s3) + (s4 + s5 + (s6 + s7));
  }
}
