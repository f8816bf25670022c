package ai.faithful.training;

import ai.faithful.training.data.DataException;
import ai.faithful.training.data.DataException.Code;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.data.Datasets;
import ai.faithful.training.data.Split;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to train on.
 *
 * @param name a data set's name, or a path
 * @param directory where its files are
 * @param limit use only so many training images, the first ones
 * @param heldOut keep so many training images apart, the last ones (of CIFAR-10 the last batch is
 *     10000), to choose the best epoch by
 * @param files what else is to be said of sets that are files
 */
public record DataChoice(
    String name, Optional<Path> directory, OptionalInt limit, int heldOut, FileChoice files) {
  /** A set known by name. */
  public DataChoice(String name, Optional<Path> directory, OptionalInt limit, int heldOut) {
    this(name, directory, limit, heldOut, FileChoice.NAMED);
  }

  public DataChoice {
    if (limit.isPresent() && limit.getAsInt() < 1) {
      throw new IllegalArgumentException("limit is " + limit.getAsInt() + ", must be at least 1");
    }
    if (heldOut < 0) {
      throw new IllegalArgumentException("held out is " + heldOut + ", must be at least 0");
    }
  }

  /**
   * The images of a run.
   *
   * @param training to train on
   * @param heldOut kept apart from them, if any
   * @param test all test images
   */
  public record Loaded(Dataset training, Optional<Dataset> heldOut, Dataset test) {
    /** The same of more classes than the labels show. */
    public Loaded withClasses(int count) {
      return new Loaded(
          training.withClasses(count),
          heldOut.map(data -> data.withClasses(count)),
          test.withClasses(count));
    }
  }

  /** Whether it is not a set known by name, so that its labels alone tell the classes. */
  public boolean isFile() {
    return Datasets.isFile(name);
  }

  /** Reads them. */
  public Loaded load() throws DataException {
    if (isFile() && files.test().isEmpty()) {
      throw new DataException(
          Code.MISSING_FILE,
          name + ": a file has no test split; name other samples to measure on by --test-data");
    }
    Dataset all = valid(Datasets.load(name, directory, Split.TRAIN, files.reading()));
    if (heldOut >= all.size()) {
      throw new DataException(
          Code.WRONG_CONTENT,
          "to hold out " + heldOut + " of the " + all.size() + " training images leaves none");
    }
    int kept = all.size() - heldOut;
    Dataset training = all.range(0, kept);
    Optional<Dataset> apart =
        heldOut == 0 ? Optional.empty() : Optional.of(all.range(kept, all.size()));
    Dataset test = valid(test());
    if (!test.sampleShape().equals(all.sampleShape())) {
      throw new DataException(
          Code.WRONG_CONTENT,
          test.name()
              + (": samples are " + test.sampleShape() + ", those of ")
              + (all.name() + " " + all.sampleShape()));
    }
    return new Loaded(limit.isPresent() ? training.first(limit.getAsInt()) : training, apart, test)
        .withClasses(Math.max(all.classes(), test.classes()));
  }

  private Dataset test() throws DataException {
    return files.test().isPresent()
        ? Datasets.load(files.test().get(), directory, Split.TEST, files.testReading())
        : Datasets.load(name, directory, Split.TEST, files.reading());
  }

  private Dataset valid(Dataset data) throws DataException {
    return data.within(files.least(), files.most());
  }

  /**
   * What the result depends on: the data set with the parts that were found, limit and held-out
   * images, not the directory; of files also how they are read, and a fingerprint.
   */
  public String describe(Loaded loaded) {
    StringBuilder text = new StringBuilder(loaded.training().name());
    if (limit.isPresent()) {
      text.append(" (first ").append(limit.getAsInt()).append(')');
    }
    if (heldOut > 0) {
      text.append(" (last ").append(heldOut).append(" held out)");
    }
    if (isFile() || !files.equals(FileChoice.NAMED)) {
      text.append("; ").append(files).append("; ").append(DataDigest.of(loaded));
    }
    return text.toString();
  }
}
