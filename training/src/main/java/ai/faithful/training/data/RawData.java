package ai.faithful.training.data;

import ai.faithful.training.data.DataException.Code;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a file of any origin holds: samples as they are stored, and a label for each.
 *
 * @param source for messages
 * @param dims of all samples, the number of samples first
 * @param elements in row-major order
 * @param labels one per sample, at least 0
 * @param unit what a stored element is divided by to be in [0, 1]: 255 for bytes; 1 if it is what
 *     it says
 * @param channelsLast whether the samples are known to have their channels last
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data, internal to this package
record RawData(
    Path source, int[] dims, Elements elements, int[] labels, int unit, boolean channelsLast) {
  /** The most elements of all samples together. */
  static final long LARGEST = 1L << 30;

  /** Numbers that are decoded when they are asked for. */
  interface Elements {
    double at(int index);
  }

  /**
   * @throws DataException if there is nothing, or labels and samples differ in number
   */
  static RawData of(
      Path source, int[] dims, Elements elements, int[] labels, int unit, boolean channelsLast)
      throws DataException {
    if (dims.length < 2 || size(dims) == 0) {
      throw new DataException(
          Code.WRONG_CONTENT,
          source
              + ": the samples are "
              + words(dims)
              + ", not an array of at least one sample, such as 100x784 or 100x3x32x32");
    }
    if (labels.length != dims[0]) {
      throw new DataException(
          Code.WRONG_CONTENT,
          source
              + (": " + labels.length + " labels for " + dims[0])
              + " samples; take both from one source");
    }
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0) {
        throw new DataException(
            Code.WRONG_CONTENT,
            source + ": label " + labels[i] + " of sample " + i + "; classes count from 0");
      }
    }
    return new RawData(source, dims, elements, labels, unit, channelsLast);
  }

  /** The number of elements, {@link Long#MAX_VALUE} if that is beyond any limit. */
  static long size(int[] dims) {
    long size = 1;
    for (int dim : dims) {
      if (dim == 0) {
        return 0;
      }
      size = dim < 0 || size > LARGEST ? Long.MAX_VALUE : size * dim;
    }
    return size;
  }

  static String words(int[] dims) {
    return dims.length == 0
        ? "a single number"
        : Arrays.stream(dims).mapToObj(Integer::toString).collect(Collectors.joining("x"));
  }

  /** A label that is stored as a number of any type. */
  static int label(Path source, int sample, double value) throws DataException {
    if (value != Math.rint(value) || Math.abs(value) > 1e6) {
      throw new DataException(
          Code.WRONG_CONTENT,
          source + ": label " + value + " of sample " + sample + " is no class such as 0, 1, 2");
    }
    return (int) value;
  }
}
