package ai.faithful.training.data;

import ai.faithful.training.data.DataException.Code;
import ai.faithful.training.data.Verification.Finding;
import ai.faithful.training.data.Verification.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Downloads what is missing of a data set. Files that are right are left alone. */
public final class Fetch {
  private Fetch() {}

  /** Hears how a download goes. */
  @FunctionalInterface
  public interface Progress {
    void received(String file, long bytes, long of);
  }

  /**
   * Gets a data set's files into {@code DIR/NAME}.
   *
   * @return what is there in the end, every file {@link State#OK}
   * @throws DataException if a file cannot be had or a file in its place has another content
   */
  public static List<Finding> run(Catalog catalog, Path dataDir, Progress progress)
      throws DataException {
    List<Finding> needed = new ArrayList<>();
    for (Finding finding : Verification.of(catalog, dataDir)) {
      if (finding.state() == State.DIFFERS) {
        throw new DataException(
            Code.WRONG_CHECKSUM,
            finding.path() + ": has another content than the original; remove it to get it again");
      }
      if (finding.state() == State.MISSING) {
        needed.add(finding);
      }
    }
    if (!needed.isEmpty() && catalog.archive().isPresent()) {
      unpack(catalog, catalog.archive().get(), dataDir, needed, progress);
    } else {
      for (Finding finding : needed) {
        DataFile file = finding.file();
        Download.get(
            file,
            catalog.mirrors(),
            finding.path(),
            bytes -> progress.received(file.fileName(), bytes, file.size()));
      }
    }
    List<Finding> after = Verification.of(catalog, dataDir);
    for (Finding finding : after) {
      if (finding.state() != State.OK) {
        throw new DataException(
            Code.WRONG_CHECKSUM, finding.path() + ": is not as its authors published it");
      }
    }
    return after;
  }

  private static void unpack(
      Catalog catalog, DataFile archive, Path dataDir, List<Finding> needed, Progress progress)
      throws DataException {
    Path file = dataDir.resolve(catalog.name()).resolve(archive.path());
    if (!Files.isRegularFile(file) || !archive.matches(file)) {
      Download.get(
          archive,
          catalog.mirrors(),
          file,
          bytes -> progress.received(archive.fileName(), bytes, archive.size()));
    }
    Map<String, Path> wanted = new HashMap<>();
    needed.forEach(finding -> wanted.put(finding.file().path(), finding.path()));
    TarArchive.extract(file, wanted);
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new DataException(Code.UNREADABLE, file + ": cannot be removed after unpacking", e);
    }
  }
}
