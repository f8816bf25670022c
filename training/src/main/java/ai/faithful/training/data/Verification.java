package ai.faithful.training.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compares the files on disk with those that the authors published. */
public final class Verification {
  private Verification() {}

  /** What was found of a file. */
  public enum State {
    OK,
    MISSING,
    /** There, with another size or checksum. */
    DIFFERS
  }

  /**
   * One file.
   *
   * @param path where it is or should be
   */
  public record Finding(DataFile file, Path path, State state) {}

  /**
   * Looks at every file of a data set.
   *
   * @throws DataException if one is there but cannot be read
   */
  public static List<Finding> of(Catalog catalog, Path dataDir) throws DataException {
    List<Finding> findings = new ArrayList<>();
    for (DataFile file : catalog.files()) {
      Path path = catalog.locate(file, dataDir);
      State state;
      if (!Files.isRegularFile(path)) {
        state = State.MISSING;
      } else {
        state = file.matches(path) ? State.OK : State.DIFFERS;
      }
      findings.add(new Finding(file, path, state));
    }
    return findings;
  }
}
