package ai.faithful.verify.runtime;

import ai.faithful.ir.Shape;

/**
 * How many samples go into one run, and how they are laid out: one, any number, or always as many
 * as the file fixes.
 */
final class SampleBatch {
  private final long[] sample;
  private final int fixed;
  private int most;

  private SampleBatch(long[] sample, int fixed, int most) {
    this.sample = sample;
    this.fixed = fixed;
    this.most = most;
  }

  /**
   * What the extents allow.
   *
   * @param declared by the file, negative where symbolic
   * @param sample of one sample as it was read
   * @param limit of samples in one run, if any number goes
   */
  static SampleBatch of(long[] declared, Shape sample, int limit) {
    long[] dims = sample.dims().stream().mapToLong(d -> d).toArray();
    boolean leading = declared.length == dims.length && dims.length > 0 && dims[0] == 1;
    if (leading && declared[0] < 0) {
      return new SampleBatch(dims, 0, limit);
    }
    if (leading && declared[0] > 1) {
      return new SampleBatch(dims, (int) declared[0], (int) declared[0]);
    }
    return new SampleBatch(dims, 0, 1);
  }

  /** The most samples that one run takes. */
  int most() {
    return most;
  }

  /** The samples that a run for so many of them computes. */
  int rows(int count) {
    return fixed > 0 ? fixed : count;
  }

  /** The extents of such a run's input. */
  long[] dims(int count) {
    long[] dims = sample.clone();
    if (rows(count) > 1) {
      dims[0] = rows(count);
    }
    return dims;
  }

  /** Samples one after the other; the last one again where the file wants more. */
  float[] joined(float[][] samples, int from, int count) {
    int size = samples[from].length;
    float[] flat = new float[size * rows(count)];
    for (int i = 0; i < rows(count); i++) {
      float[] sample = samples[from + Math.min(i, count - 1)];
      System.arraycopy(sample, 0, flat, i * size, size);
    }
    return flat;
  }

  /** Falls back to one sample in a run; false if it is so already or the file decides. */
  boolean shrink() {
    boolean more = fixed == 0 && most > 1;
    most = more ? 1 : most;
    return more;
  }
}
