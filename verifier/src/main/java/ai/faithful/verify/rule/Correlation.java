package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;

/** The tensor engine's cross-correlation with any padding, negative (cropping) included. */
final class Correlation {
  private Correlation() {}

  /** Correlates x {@code [N, C, d..]} with a kernel {@code [M, C/group, k..]}. */
  static NDArray of(
      NDArray x,
      NDArray kernel,
      long[] before,
      long[] after,
      long[] strides,
      long[] dilations,
      int group) {
    long[] padding = before;
    NDArray padded = x;
    boolean symmetric =
        Arrays.equals(before, after) && Arrays.stream(before).allMatch(pad -> pad >= 0);
    if (!symmetric) {
      padded = pad(x, before, after);
      padding = new long[before.length];
    }
    return padded
        .getNDArrayInternal()
        .convolution(
            padded,
            kernel,
            null,
            new Shape(strides),
            new Shape(padding),
            new Shape(dilations),
            group)
        .singletonOrThrow();
  }

  /** Pads the trailing axes of x with zeros, or crops them where a pad is negative. */
  static NDArray pad(NDArray x, long[] before, long[] after) {
    // The engine wants the last axis first, and refuses negative pads.
    int axes = before.length;
    int leading = x.getShape().dimension() - axes;
    long[] pads = new long[2 * axes];
    NDIndex inner = new NDIndex().addAllDim(leading);
    boolean crops = false;
    for (int i = 0; i < axes; i++) {
      pads[2 * (axes - 1 - i)] = Math.max(0, before[i]);
      pads[2 * (axes - 1 - i) + 1] = Math.max(0, after[i]);
      long extent = x.getShape().get(leading + i);
      inner.addSliceDim(Math.max(0, -before[i]), extent - Math.max(0, -after[i]));
      crops |= before[i] < 0 || after[i] < 0;
    }
    return (crops ? x.get(inner) : x).pad(new Shape(pads), 0);
  }

  static long[] longs(List<Integer> values) {
    return values.stream().mapToLong(v -> v).toArray();
  }
}
