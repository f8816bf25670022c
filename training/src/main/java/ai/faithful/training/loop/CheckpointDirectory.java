package ai.faithful.training.loop;

import ai.faithful.training.TrainingException;
import ai.faithful.training.TrainingException.Code;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a run keeps its checkpoints, one file an epoch: {@code epoch-0003.checkpoint}. A file is
 * written beside its place and moved there, so that a killed run leaves whole files only.
 *
 * @param path created when first written to
 * @param resume whether to go on from the latest checkpoint, if there is one; else there must be
 *     none
 */
public record CheckpointDirectory(Path path, boolean resume) {
  private static final String PATTERN = "epoch-\\d{4,}\\.checkpoint";

  Path write(Checkpoint checkpoint) throws TrainingException {
    Path file =
        path.resolve(String.format(Locale.ROOT, "epoch-%04d.checkpoint", checkpoint.epoch()));
    try {
      Files.createDirectories(path);
      // Of one name: what a killed run left of it is written over by the next.
      Path temporary = path.resolve("." + file.getFileName() + ".tmp");
      try {
        // Not a channel: an interrupt must not cost the epoch that has just ended.
        try (OutputStream out = new FileOutputStream(temporary.toFile())) {
          out.write(checkpoint.toBytes());
        }
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
      return file;
    } catch (IOException e) {
      throw new TrainingException(
          Code.CHECKPOINT_UNREADABLE,
          file + ": cannot be written (" + e.getMessage() + "); check the directory and its space",
          e);
    }
  }

  /**
   * The latest checkpoint, if this run is to resume and there is one.
   *
   * @throws TrainingException if it is damaged or of a run with other settings; or if there is one
   *     and this run is not to resume, as it would be overwritten
   */
  Optional<Checkpoint> latest(String settings) throws TrainingException {
    List<Path> files = files();
    if (files.isEmpty()) {
      return Optional.empty();
    }
    Path file = files.get(files.size() - 1);
    if (!resume) {
      throw new TrainingException(
          Code.CHECKPOINT_EXISTS,
          file
              + ": an earlier run's, which this one would overwrite; give --resume to go on from"
              + " it, or another --checkpoint folder");
    }
    Checkpoint checkpoint = Checkpoint.read(file);
    if (!checkpoint.settings().equals(settings)) {
      throw new TrainingException(
          Code.CHECKPOINT_MISMATCH,
          file
              + ": written by a run with "
              + SettingsDifference.words(checkpoint.settings(), settings)
              + "; give the same settings or another --checkpoint folder");
    }
    return Optional.of(checkpoint);
  }

  /** Whether there is nothing to go on from. */
  public boolean isEmpty() throws TrainingException {
    return files().isEmpty();
  }

  /** In the order of epochs. */
  private List<Path> files() throws TrainingException {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(path)) {
      return all.filter(file -> file.getFileName().toString().matches(PATTERN))
          .sorted(
              Comparator.comparing((Path file) -> file.getFileName().toString().length())
                  .thenComparing(file -> file.getFileName().toString()))
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new TrainingException(
          Code.CHECKPOINT_UNREADABLE, path + ": cannot be listed (" + e.getMessage() + ")", e);
    }
  }
}
