package ai.faithful.training;

import ai.faithful.training.data.Reading;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is to be said of data sets in files of any origin, beside where they are.
 *
 * @param reading how stored numbers become inputs
 * @param test a path to the test samples; none for the named set's own
 * @param testLabels where theirs are, if not where they usually are
 * @param least pixel, before a mean is taken off
 * @param most pixel
 */
public record FileChoice(
    Reading reading, Optional<String> test, Optional<Path> testLabels, double least, double most) {
  /** Nothing to say: a set known by name, pixels in [0, 1]. */
  public static final FileChoice NAMED =
      new FileChoice(Reading.PLAIN, Optional.empty(), Optional.empty(), 0, 1);

  /** How the test samples are read. */
  Reading testReading() {
    return reading.withLabels(testLabels);
  }

  @Override
  public String toString() {
    return "read " + reading + (", pixels in [" + least + ", " + most + "]");
  }
}
