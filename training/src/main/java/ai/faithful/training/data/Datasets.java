package ai.faithful.training.data;

import ai.faithful.training.data.DataException.Code;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The data sets known by name, and those in files of any origin. */
public final class Datasets {
  private static final List<String> IDX = List.of("mnist", "fashion-mnist");

  private Datasets() {}

  /** The names {@link #load} accepts. */
  public static List<String> names() {
    return List.of(Digits.NAME, IDX.get(0), IDX.get(1), Cifar10.NAME);
  }

  /** Whether a name is not that of a known set but a file's or folder's. */
  public static boolean isFile(String name) {
    return !names().contains(name) && FileData.isFile(name);
  }

  /**
   * Reads a data set into memory.
   *
   * @param name one of {@link #names()}
   * @param dataDir where the files are ({@code DIR/NAME/...} or {@code DIR/...}); the embedded
   *     digits need none
   * @throws DataException if the name is unknown or the files are missing or damaged
   */
  public static Dataset load(String name, Optional<Path> dataDir, Split split)
      throws DataException {
    return load(name, dataDir, split, Reading.PLAIN);
  }

  /**
   * As above, or from a file or folder of any origin, which has no splits (but archives may hold
   * both).
   *
   * @param name or a path: an .npz or .npy file, a table, a folder of images or of ONNX tensors
   * @param reading how what is in a file becomes inputs; of named sets, mean and deviation alone
   */
  public static Dataset load(String name, Optional<Path> dataDir, Split split, Reading reading)
      throws DataException {
    if (isFile(name)) {
      return FileData.load(Path.of(name), split, reading);
    }
    Dataset data = named(name, dataDir, split);
    return reading.mean().isEmpty() && reading.deviation().isEmpty()
        ? data
        : Normalisation.of(name, data.sampleShape(), reading.mean(), reading.deviation())
            .apply(data);
  }

  private static Dataset named(String name, Optional<Path> dataDir, Split split)
      throws DataException {
    if (name.equals(Digits.NAME)) {
      return Digits.load(split);
    }
    if (!names().contains(name)) {
      throw unknown(name);
    }
    if (dataDir.isEmpty()) {
      throw new DataException(
          Code.NO_DATA_DIR,
          "data set '" + name + "' is read from files: say where they are by --data-dir");
    }
    return name.equals(Cifar10.NAME)
        ? Cifar10.load(dataDir.get(), split)
        : IdxDataset.load(name, dataDir.get(), split);
  }

  static DataException unknown(String name) {
    return new DataException(
        Code.UNKNOWN_DATA_SET,
        "unknown data set '"
            + name
            + "'; known are "
            + String.join(", ", names())
            + "; or give a path");
  }
}
