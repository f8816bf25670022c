package ai.faithful.training;

import ai.faithful.training.data.DataException;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.data.Datasets;
import ai.faithful.training.data.Split;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to train on.
 *
 * @param name a data set's name
 * @param directory where its files are
 * @param limit use only so many training images, the first ones
 * @param heldOut keep so many training images apart, the last ones (of CIFAR-10 the last batch is
 *     10000), to choose the best epoch by
 */
public record DataChoice(String name, Optional<Path> directory, OptionalInt limit, int heldOut) {
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
  public record Loaded(Dataset training, Optional<Dataset> heldOut, Dataset test) {}

  /** Reads them. */
  public Loaded load() throws DataException {
    Dataset all = Datasets.load(name, directory, Split.TRAIN);
    if (heldOut >= all.size()) {
      throw new DataException(
          DataException.Code.WRONG_CONTENT,
          "to hold out " + heldOut + " of the " + all.size() + " training images leaves none");
    }
    int kept = all.size() - heldOut;
    Dataset training = all.range(0, kept);
    Optional<Dataset> apart =
        heldOut == 0 ? Optional.empty() : Optional.of(all.range(kept, all.size()));
    return new Loaded(
        limit.isPresent() ? training.first(limit.getAsInt()) : training,
        apart,
        Datasets.load(name, directory, Split.TEST));
  }

  /**
   * What the result depends on: the data set with the parts that were found, limit and held-out
   * images, not the directory.
   */
  public String describe(Loaded loaded) {
    StringBuilder text = new StringBuilder(loaded.training().name());
    if (limit.isPresent()) {
      text.append(" (first ").append(limit.getAsInt()).append(')');
    }
    if (heldOut > 0) {
      text.append(" (last ").append(heldOut).append(" held out)");
    }
    return text.toString();
  }
}
