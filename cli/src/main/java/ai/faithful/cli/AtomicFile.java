package ai.faithful.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Result files: whole or not there at all. A device or a pipe, such as {@code /dev/stdout}, is
 * written to as it is, a symbolic link's target is replaced and not the link.
 */
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
    if (isStream(file)) {
      if (!Files.isWritable(file)) {
        throw CliException.usage(option + " " + file + ": no permission to write to it");
      }
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw CliException.usage(option + " " + file + ": the folder " + folder + " does not exist");
    }
    if (!Files.isWritable(folder)) {
      throw CliException.usage(option + " " + file + ": no permission to write in " + folder);
    }
  }

  /**
   * The same of a file that is read again: a device or a pipe will not do.
   *
   * @throws CliException a usage error naming the option
   */
  static void checkRegular(String option, Path file) {
    check(option, file);
    if (isStream(file)) {
      throw CliException.usage(option + " " + file + " is no regular file; name one");
    }
  }

  /** Whether there is something that no file can take the place of. */
  private static boolean isStream(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
  }

  /**
   * Writes a text beside the target and moves it there.
   *
   * @throws CliException naming the file and the reason
   */
  static void write(Path file, String text) {
    try {
      if (isStream(file)) {
        Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.WRITE);
      } else {
        replace(Files.exists(file) ? file.toRealPath() : file.toAbsolutePath(), text);
      }
    } catch (IOException e) {
      throw CliException.output("cannot write " + file + ": " + reason(e));
    }
  }

  private static void replace(Path target, String text) throws IOException {
    Path folder = target.getParent();
    if (folder == null) {
      throw new IOException("it is a folder");
    }
    Path temporary =
        folder.resolve("." + target.getFileName() + "." + ProcessHandle.current().pid());
    // Removes the temporary file when the process is interrupted between the two steps.
    temporary.toFile().deleteOnExit();
    try {
      Files.writeString(temporary, text, StandardCharsets.UTF_8);
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** The reason in words, without the path, which the message names already. */
  static String reason(IOException e) {
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
