package ai.faithful.training.data;

import ai.faithful.ir.Shape;
import java.util.Arrays;

/**
 * Labelled images in memory. The arrays are shared, not copied: nobody writes to them.
 *
 * @param name as given on the command line; where only a part of the data set was found, which part
 *     follows in parentheses
 * @param images one flat row-major array per image, elements as its units say
 * @param labels one per image, each in 0..classes-1
 * @param sampleShape of one image without a batch axis, channels first ([1,28,28])
 * @param classes the number of classes
 * @param units what the elements are
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data; a copy per access would be the surprise
public record Dataset(
    String name, float[][] images, int[] labels, Shape sampleShape, int classes, InputUnits units) {
  /** Pixels in [0, 1]. */
  public Dataset(String name, float[][] images, int[] labels, Shape sampleShape, int classes) {
    this(name, images, labels, sampleShape, classes, InputUnits.PLAIN);
  }

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

  /**
   * The same of more classes than these labels show.
   *
   * @throws IllegalArgumentException if they are fewer than there are labels of
   */
  public Dataset withClasses(int count) {
    return new Dataset(name, images, labels, sampleShape, count, units);
  }

  /**
   * The same of pixels in an interval.
   *
   * @throws DataException if an element is none
   */
  public Dataset within(double least, double most) throws DataException {
    InputUnits valid = units.within(least, most);
    valid.check(this);
    return new Dataset(name, images, labels, sampleShape, classes, valid);
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
        classes,
        units);
  }
}
