package ai.faithful.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which data set, and where its files are. */
final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "NAME",
      defaultValue = "digits",
      description = {
        "Data set: digits (embedded), mnist, fashion-mnist, cifar10; or a path: FILE.npz, FILE.npy,"
            + " FILE.csv, a folder of PNG images or of ONNX tensors. Default: ${DEFAULT-VALUE}."
      })
  private String name;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Folder of the data set's files, or of folders named like data sets.")
  private @Nullable Path directory;

  String name() {
    return name;
  }

  Optional<Path> directory() {
    return Optional.ofNullable(directory);
  }
}
