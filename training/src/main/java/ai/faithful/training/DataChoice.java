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
 */
public record DataChoice(String name, Optional<Path> directory, OptionalInt limit) {
  public DataChoice {
    if (limit.isPresent() && limit.getAsInt() < 1) {
      throw new IllegalArgumentException("limit is " + limit.getAsInt() + ", must be at least 1");
    }
  }

  /** The training images. */
  public Dataset training() throws DataException {
    Dataset all = Datasets.load(name, directory, Split.TRAIN);
    return limit.isPresent() ? all.first(limit.getAsInt()) : all;
  }

  /** All test images. */
  public Dataset test() throws DataException {
    return Datasets.load(name, directory, Split.TEST);
  }

  /** Name and limit, not the directory: what the result depends on. */
  public String describe() {
    return limit.isPresent() ? name + " (first " + limit.getAsInt() + ")" : name;
  }
}
