package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.faithful.verify.rule.Line;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Lines in float32, one for each region or each row, of which one row's at a time is copied out of
 * the engine's memory.
 */
final class RowLine {
  private final FloatBuffer slopes;
  private final @Nullable FloatBuffer intercepts;

  /** For how many rows a line is. */
  private final int rows;

  private int at = -1;

  /** Of the row last read. */
  final float[] slope;

  /** Likewise, 0 if there are none. */
  final float[] intercept;

  /**
   * @param line arrays {@code [B, 1, n]} or {@code [B, R, n]}, contiguous, which have to live as
   *     long as this
   * @param rows R
   * @param n elements of a row
   */
  RowLine(Line line, int rows, int n) {
    NDArray b = line.intercept();
    this.slopes = line.slope().toByteBuffer(true).asFloatBuffer();
    this.intercepts = b == null ? null : b.toByteBuffer(true).asFloatBuffer();
    this.rows = line.slope().getShape().get(1) == 1 ? rows : 1;
    this.slope = new float[n];
    this.intercept = new float[n];
  }

  boolean hasIntercept() {
    return intercepts != null;
  }

  /** Reads the line of a row, numbered over all regions. */
  void read(int row) {
    if (at == row / rows) {
      return;
    }
    at = row / rows;
    slopes.get(at * slope.length, slope);
    if (intercepts != null) {
      intercepts.get(at * intercept.length, intercept);
    }
  }
}
