package ai.faithful.training.data;

import ai.faithful.ir.Shape;
import java.util.Arrays;

/**
 * Labelled images in memory. The arrays are shared, not copied: nobody writes to them.
 *
 * @param name as given on the command line; where only a part of the data set was found, which part
 *     follows in parentheses
 * @param images one flat row-major array per image, elements in [0, 1] if the set is known by name
 * @param labels one per image, each in 0..classes-1
 * @param sampleShape of one image without a batch axis, channels first ([1,28,28])
 * @param classes the number of classes
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data; a copy per access would be the surprise
public record Dataset(String name, float[][] images, int[] labels, Shape sampleShape, int classes) {
  public Dataset {
    if (images.length != labels.length) {
      throw new IllegalArgumentException(
          name + ": " + images.length + " images but " + labels.length + " labels");
    }
    for (int i = 0; i < images.length; i++) {
      if (images[i].length != sampleShape.size()) {
        throw new IllegalArgumentException(
            name + ": image " + i + " has " + images[i].length + " pixels, not " + sampleShape);
      }
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            name + ": label " + labels[i] + " of image " + i + " is outside 0.." + (classes - 1));
      }
    }
  }

  public int size() {
    return images.length;
  }

  /** The first {@code count} images, or all if there are fewer. */
  public Dataset first(int count) {
    return count >= size() ? this : range(0, count);
  }

  /** Images {@code from} (inclusive) to {@code to} (exclusive). */
  public Dataset range(int from, int to) {
    return new Dataset(
        name,
        Arrays.copyOfRange(images, from, to),
        Arrays.copyOfRange(labels, from, to),
        sampleShape,
        classes);
  }
}
