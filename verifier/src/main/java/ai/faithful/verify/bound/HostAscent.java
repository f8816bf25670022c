package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.faithful.verify.rule.Adjustable;
import java.nio.FloatBuffer;

/**
 * In plain Java and in float32, on the engine's memory, a row at a time. Compilers vectorise loops
 * over whole arrays: so each row has its own.
 */
final class HostAscent implements Ascent {
  private static final float OLD_MEAN = (float) MOMENTUM;
  private static final float NEW_MEAN = (float) (1 - MOMENTUM);
  private static final float OLD_SQUARE = (float) SCALE_MEMORY;
  private static final float NEW_SQUARE = (float) (1 - SCALE_MEMORY);

  private final boolean positive;

  /** {@code [B][n]}. */
  private final float[][] least;

  private final float[][] most;

  /** {@code [B R][n]}. */
  private final float[][] mean;

  private final float[][] square;
  private final int rows;
  private final int n;
  private int steps;

  HostAscent(boolean positive, Adjustable.Range range, int rows) {
    this.positive = positive;
    this.rows = rows;
    int regions = (int) range.least().getShape().get(0);
    this.n = (int) range.least().getShape().get(1);
    this.least = new float[regions][n];
    this.most = new float[regions][n];
    FloatBuffer from = range.least().toByteBuffer(true).asFloatBuffer();
    FloatBuffer to = range.most().toByteBuffer(true).asFloatBuffer();
    for (int b = 0; b < regions; b++) {
      from.get(b * n, least[b]);
      to.get(b * n, most[b]);
    }
    this.mean = new float[regions * rows][n];
    this.square = new float[regions * rows][n];
  }

  @Override
  public NDArray step(NDArray parameters, NDArray coefficients, NDArray derivative) {
    Length length = Length.of(++steps);
    float rate = (float) length.rate();
    float floor = (float) length.floor();
    FloatBuffer moving = parameters.toByteBuffer(true).asFloatBuffer();
    FloatBuffer chosen = coefficients.toByteBuffer(true).asFloatBuffer();
    FloatBuffer derivatives = derivative.toByteBuffer(true).asFloatBuffer();
    float[] a = new float[n];
    float[] gradient = new float[n];
    float[] t = new float[n];
    for (int i = 0; i < mean.length; i++) {
      chosen.get(i * n, a);
      derivatives.get(i * n, gradient);
      weigh(gradient, a, positive ? 1 : -1);
      remember(gradient, mean[i], square[i]);
      moving.get(i * n, t);
      move(t, mean[i], square[i], rate, floor, least[i / rows], most[i / rows]);
      moving.put(i * n, t);
    }
    return parameters;
  }

  /** Derivatives times the coefficients of a sign. */
  private static void weigh(float[] derivative, float[] a, float sign) {
    for (int i = 0; i < a.length; i++) {
      derivative[i] *= 0.5f * (a[i] + sign * Math.abs(a[i]));
    }
  }

  private static void remember(float[] gradient, float[] mean, float[] square) {
    for (int i = 0; i < gradient.length; i++) {
      float g = gradient[i];
      mean[i] = OLD_MEAN * mean[i] + NEW_MEAN * g;
      square[i] = OLD_SQUARE * square[i] + NEW_SQUARE * (g * g);
    }
  }

  private static void move(
      float[] t,
      float[] mean,
      float[] square,
      float rate,
      float floor,
      float[] least,
      float[] most) {
    for (int i = 0; i < t.length; i++) {
      float step = rate * mean[i] / ((float) Math.sqrt(square[i]) + floor);
      float moved = t[i] + step * (most[i] - least[i]);
      t[i] = Math.min(Math.max(moved, least[i]), most[i]);
    }
  }

  @Override
  public NDArray replaced(NDArray old, NDArray by, boolean[] which) {
    FloatBuffer in = by.toByteBuffer(true).asFloatBuffer();
    FloatBuffer out = old.toByteBuffer(true).asFloatBuffer();
    for (int i = 0; i < which.length; i++) {
      if (which[i]) {
        out.put(i * n, in, i * n, n);
      }
    }
    return old;
  }
}
