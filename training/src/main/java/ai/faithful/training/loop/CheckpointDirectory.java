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
 * @param resume whether to go on from the latest checkpoint, if there is one
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
   * @throws TrainingException if it is damaged or of a run with other settings
   */
  Optional<Checkpoint> latest(String settings) throws TrainingException {
    if (!resume || !Files.isDirectory(path)) {
      return Optional.empty();
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(path)) {
      files =
          all.filter(file -> file.getFileName().toString().matches(PATTERN))
              .sorted(
                  Comparator.comparing((Path file) -> file.getFileName().toString().length())
                      .thenComparing(file -> file.getFileName().toString()))
              .collect(Collectors.toList());
    } catch (IOException e) {
      throw new TrainingException(
          Code.CHECKPOINT_UNREADABLE, path + ": cannot be listed (" + e.getMessage() + ")", e);
    }
    if (files.isEmpty()) {
      return Optional.empty();
    }
    Path file = files.get(files.size() - 1);
    Checkpoint checkpoint = Checkpoint.read(file);
    if (!checkpoint.settings().equals(settings)) {
      throw new TrainingException(
          Code.CHECKPOINT_MISMATCH,
          file
              + ": written by a run with other settings ("
              + checkpoint.settings()
              + "); give the same ones or another --checkpoint directory");
    }
    return Optional.of(checkpoint);
  }
}
