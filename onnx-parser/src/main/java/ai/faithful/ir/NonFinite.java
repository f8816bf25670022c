package ai.faithful.ir;

/**
 * Finds NaN and infinities. The largest magnitude of a block is looked at first, by its bits, which
 * compilers turn into few instructions: weights are many, and all of them are looked at.
 */
final class NonFinite {
  private static final int BLOCK = 4096;
  private static final int INFINITE = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

  private NonFinite() {}

  static int first(float[] x) {
    for (int from = 0; from < x.length; from += BLOCK) {
      int to = Math.min(x.length, from + BLOCK);
      int most = 0;
      for (int i = from; i < to; i++) {
        most = Math.max(most, Float.floatToRawIntBits(x[i]) & Integer.MAX_VALUE);
      }
      if (most >= INFINITE) {
        for (int i = from; i < to; i++) {
          if (!Float.isFinite(x[i])) {
            return i;
          }
        }
      }
    }
    return -1;
  }

  static int first(double[] x) {
    for (int i = 0; i < x.length; i++) {
      if (!Double.isFinite(x[i])) {
        return i;
      }
    }
    return -1;
  }
}
