package ai.faithful.verify.bound;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import org.jspecify.annotations.Nullable;

/** Rows in float64. */
final class DoubleKernel implements RowKernel {
  /** Far below any coefficient that matters. */
  private static final double TINY = Double.MIN_NORMAL;

  private final double[] row;
  private final double[] positiveSlope;
  private final double[] negativeSlope;
  private final double[] positiveWeight;
  private final double[] negativeWeight;
  private final double[] scratch;
  private int n;

  DoubleKernel(int width) {
    this.row = new double[width];
    this.positiveSlope = new double[width];
    this.negativeSlope = new double[width];
    this.positiveWeight = new double[width];
    this.negativeWeight = new double[width];
    this.scratch = new double[width];
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
      double[] all, int first, int @Nullable [] elements, int count, double[] chosen) {
    for (int i = 0; i < count; i++) {
      chosen[i] = all[first + (elements == null ? i : elements[i])];
    }
  }

  @Override
  public DoubleKernel read(ByteBuffer from, int at, int count) {
    n = count;
    from.asDoubleBuffer().get(at, row, 0, count);
    return this;
  }

  @Override
  public DoubleKernel read(ByteBuffer from, int at, int size, int[] elements) {
    n = elements.length;
    DoubleBuffer all = from.asDoubleBuffer();
    all.get(at, scratch, 0, size);
    for (int i = 0; i < n; i++) {
      row[i] = scratch[elements[i]];
    }
    return this;
  }

  @Override
  public double weighed() {
    times(positiveWeight, negativeWeight);
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
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
    to.asDoubleBuffer().put(at, scratch, 0, n);
  }

  @Override
  public void writeWeights(ByteBuffer to, int at) {
    for (int i = 0; i < n; i++) {
      double m = Math.abs(row[i]);
      // 1 where it is positive, 0 where it is negative.
      double sign = 0.5 * (row[i] + m) / (m + TINY);
      scratch[i] = negativeWeight[i] + sign * (positiveWeight[i] - negativeWeight[i]);
    }
    to.asDoubleBuffer().put(at, scratch, 0, n);
  }

  @Override
  public int write(ByteBuffer to, int at, int sign) {
    for (int i = 0; i < n; i++) {
      scratch[i] = sign * row[i];
    }
    to.asDoubleBuffer().put(at, scratch, 0, n);
    return n;
  }

  /** Each coefficient times the factor for its sign. */
  private void times(double[] forPositive, double[] forNegative) {
    for (int i = 0; i < n; i++) {
      double a = row[i];
      double m = Math.abs(a);
      // Exact: (a + |a|) / 2 is a or 0.
      scratch[i] = 0.5 * (a + m) * forPositive[i] + 0.5 * (a - m) * forNegative[i];
    }
  }
}
