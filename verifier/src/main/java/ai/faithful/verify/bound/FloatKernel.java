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
    times(positiveWeight, negativeWeight);
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
      s0 += scratch[i];
      s1 += scratch[i + 1];
      s2 += scratch[i + 2];
      s3 += scratch[i + 3];
      s4 += scratch[i + 4];
      s5 += scratch[i + 5];
      s6 += scratch[i + 6];
      s7 += scratch[i + 7];
    }
    for (; i < n; i++) {
      s0 += scratch[i];
    }
    return s0 + s1 + (s2 + s3) + (s4 + s5 + (s6 + s7));
  }

  @Override
  public void write(ByteBuffer to, int at) {
    times(positiveSlope, negativeSlope);
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

  /** Each coefficient times the factor for its sign. */
  private void times(float[] forPositive, float[] forNegative) {
    for (int i = 0; i < n; i++) {
      float a = row[i];
      float m = Math.abs(a);
      // Exact: (a + |a|) / 2 is a or 0.
      scratch[i] = 0.5f * (a + m) * forPositive[i] + 0.5f * (a - m) * forNegative[i];
    }
  }
}
