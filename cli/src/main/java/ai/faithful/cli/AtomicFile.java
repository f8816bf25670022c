package ai.faithful.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Result files: whole or not there at all. */
final class AtomicFile {
  private AtomicFile() {}

  /**
   * Checks before long work that a file can be written in the end.
   *
   * @throws CliException a usage error naming the option
   */
  static void check(String option, Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw CliException.usage(option + " " + file + " is a folder; name a file");
    }
    if (!Files.isDirectory(folder)) {
      throw CliException.usage(option + " " + file + ": the folder " + folder + " does not exist");
    }
    if (!Files.isWritable(folder)) {
      throw CliException.usage(option + " " + file + ": no permission to write in " + folder);
    }
  }

  /**
   * Writes a text beside the target and moves it there.
   *
   * @throws CliException naming the file and the reason
   */
  static void write(Path file, String text) {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null) {
      throw CliException.output("cannot write " + file + ": it is a folder");
    }
    Path temporary =
        folder.resolve("." + target.getFileName() + "." + ProcessHandle.current().pid());
    // Removes the temporary file when the process is interrupted between the two steps.
    temporary.toFile().deleteOnExit();
    try {
      try {
        Files.writeString(temporary, text, StandardCharsets.UTF_8);
        Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw CliException.output("cannot write " + file + ": " + reason(e));
    }
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "its folder does not exist";
    }
    if (e instanceof AccessDeniedException) {
      return "no permission";
    }
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason();
    }
    return String.valueOf(e.getMessage());
  }
}
