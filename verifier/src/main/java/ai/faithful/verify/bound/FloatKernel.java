package ai.faithful.verify.bound;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** Rows in float32. */
final class FloatKernel implements RowKernel {
  /** Far below any coefficient that matters. */
  private static final float TINY = Float.MIN_NORMAL;

  private final float[] row;
  private final float[] positiveSlope;
  private final float[] negativeSlope;
  private final float[] positiveWeight;
  private final float[] negativeWeight;
  private final float[] scratch;
  private int n;

  FloatKernel(int width) {
    this.row = new float[width];
    this.positiveSlope = new float[width];
    this.negativeSlope = new float[width];
    this.positiveWeight = new float[width];
    this.negativeWeight = new float[width];
    this.scratch = new float[width];
  }

  @Override
  public void slopes(
      double[] positive, double[] negative, int first, int @Nullable [] elements, int count) {
    choose(positive, first, elements, count, positiveSlope);
    choose(negative, first, elements, count, negativeSlope);
  }

  @Override
  public void weights(
      double[] positive, double[] negative, int first, int @Nullable [] elements, int count) {
    choose(positive, first, elements, count, positiveWeight);
    choose(negative, first, elements, count, negativeWeight);
  }

  /** Exact: they are numbers of the format. */
  private static void choose(
      double[] all, int first, int @Nullable [] elements, int count, float[] chosen) {
    for (int i = 0; i < count; i++) {
      chosen[i] = (float) all[first + (elements == null ? i : elements[i])];
    }
  }

  @Override
  public FloatKernel read(ByteBuffer from, int at, int count) {
    n = count;
    from.asFloatBuffer().get(at, row, 0, count);
    return this;
  }

  @Override
  public FloatKernel read(ByteBuffer from, int at, int size, int[] elements) {
    n = elements.length;
    FloatBuffer all = from.asFloatBuffer();
    all.get(at, scratch, 0, size);
    for (int i = 0; i < n; i++) {
      row[i] = scratch[elements[i]];
    }
    return this;
  }

  @Override
  public double weighed() {
    times(row, positiveWeight, negativeWeight, scratch, n);
    return sum(scratch, n);
  }

  @Override
  public void write(ByteBuffer to, int at) {
    times(row, positiveSlope, negativeSlope, scratch, n);
    to.asFloatBuffer().put(at, scratch, 0, n);
  }

  @Override
  public void writeWeights(ByteBuffer to, int at) {
    for (int i = 0; i < n; i++) {
      float m = Math.abs(row[i]);
      // 1 where it is positive, 0 where it is negative.
      float sign = 0.5f * (row[i] + m) / (m + TINY);
      scratch[i] = negativeWeight[i] + sign * (positiveWeight[i] - negativeWeight[i]);
    }
    to.asFloatBuffer().put(at, scratch, 0, n);
  }

  @Override
  public int write(ByteBuffer to, int at, int sign) {
    for (int i = 0; i < n; i++) {
      scratch[i] = sign * row[i];
    }
    to.asFloatBuffer().put(at, scratch, 0, n);
    return n;
  }

  /** Each of the first n coefficients times the factor for its sign: one rounding each. */
  static void times(float[] a, float[] forPositive, float[] forNegative, float[] product, int n) {
    for (int i = 0; i < n; i++) {
      float m = Math.abs(a[i]);
      // Exact: (a + |a|) / 2 is a or 0.
      product[i] = 0.5f * (a[i] + m) * forPositive[i] + 0.5f * (a[i] - m) * forNegative[i];
    }
  }

  /** The sum of the first n numbers, each of which takes part in at most n additions. */
  static float sum(float[] x, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int i = 0;
    int end = n - 7;
    for (; i < end; i += 8) {
      s0 += x[i];
      s1 += x[i + 1];
      s2 += x[i + 2];
      s3 += x[i + 3];
      s4 += x[i + 4];
      s5 += x[i + 5];
      s6 += x[i + 6];
      s7 += x[i + 7];
    }
    for (; i < n; i++) {
      s0 += x[i];
    }
    return s0 + s1 + (s2 + s3) + (s4 + s5 + (s6 + s7));
  }
}
