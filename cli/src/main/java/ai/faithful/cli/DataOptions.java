package ai.faithful.cli;

import ai.faithful.training.data.Datasets;
import ai.faithful.training.data.Split;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which data set, and where its files are. */
final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "NAME",
      description = {
        "Data set: digits (embedded), mnist, fashion-mnist, cifar10; or a path: FILE.npz, FILE.npy,"
            + " FILE.csv, a folder of PNG images or of ONNX tensors. Default: digits."
      })
  private @Nullable String name;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Folder of the data set's files, or of folders named like data sets.")
  private @Nullable Path directory;

  String name() {
    return name == null ? "digits" : name;
  }

  /** Whether a data set was asked for. */
  boolean given() {
    return name != null;
  }

  /** Whether it is a file or folder, which has no splits. */
  boolean isFile() {
    return Datasets.isFile(name());
  }

  /** What it is called in reports. */
  String words(Split half) {
    return isFile() ? name() : name() + ", " + half.name().toLowerCase(Locale.ROOT);
  }

  Optional<Path> directory() {
    return Optional.ofNullable(directory);
  }
}
