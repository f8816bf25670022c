package ai.faithful.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a file, of at most 2 GiB. */
final class ModelBytes {
  /** Bytes that a file may have, and all the files beside it together. */
  static final int LIMIT = Integer.MAX_VALUE - 8;

  private ModelBytes() {}

  static byte[] read(Path file) throws ModelException {
    try {
      if (Files.isDirectory(file)) {
        throw new UnreadableModelException(file, "is a directory, not an ONNX file");
      }
      if (!Files.exists(file)) {
        throw new UnreadableModelException(file, "no such file");
      }
      if (!Files.isRegularFile(file)) {
        throw new UnreadableModelException(file, "is not a regular file");
      }
      long size = Files.size(file);
      if (size > LIMIT) {
        throw new LimitException(file, "has " + size + " bytes; the limit is 2 GiB");
      }
      if (size > Runtime.getRuntime().maxMemory() / 3) {
        throw new LimitException(
            file, "has " + size + " bytes, too many for Java's memory; give it more");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UnreadableModelException(file, "cannot be read: " + e.getMessage());
    }
  }
}
