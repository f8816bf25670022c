package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.faithful.ir.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A value of one sample as channels on a grid. Patches hold its elements with the channels last, so
 * that what a kernel touches in a line of the grid lies side by side.
 *
 * @param width of the grid; the only extent of one axis
 */
record FeatureMap(int channels, int height, int width) {
  /** Of {@code [1, C, W]} or {@code [1, C, H, W]}, null for other shapes. */
  static @Nullable FeatureMap of(Shape shape) {
    if (shape.rank() < 3 || shape.rank() > 4 || shape.dim(0) != 1) {
      return null;
    }
    return new FeatureMap(shape.dim(1), shape.rank() == 3 ? 1 : shape.dim(2), shape.dim(-1));
  }

  int size() {
    return channels * height * width;
  }

  /** Where an element of the value, row-major, is in a patch. */
  int place(int element) {
    int point = element % (height * width);
    return point * channels + element / (height * width);
  }

  /** Row-major elements from an index on, channels last. */
  double[] arranged(double[] elements, int from) {
    double[] arranged = new double[size()];
    arrange(elements, from, arranged);
    return arranged;
  }

  /** As {@link #arranged(double[], int)}, into an array. */
  void arrange(double[] elements, int from, double[] arranged) {
    int points = height * width;
    for (int c = 0; c < channels; c++) {
      int first = from + c * points;
      for (int p = 0; p < points; p++) {
        arranged[p * channels + c] = elements[first + p];
      }
    }
  }

  /** Rows of {@code [B, size]}, each with the channels last. */
  double[][] arranged(NDArray rows) {
    double[] elements = Layout.doubles(rows);
    double[][] arranged = new double[elements.length / size()][];
    for (int b = 0; b < arranged.length; b++) {
      arranged[b] = arranged(elements, b * size());
    }
    return arranged;
  }
}
