package ai.faithful.training.data;

import ai.faithful.training.data.DataException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file of a data set as its authors published it.
 *
 * @param path within the data set's folder, with '/' between names
 * @param size in bytes
 * @param md5 32 hexadecimal digits: against damage, not against malice
 */
public record DataFile(String path, long size, String md5) {
  /** The last part of the path. */
  public String fileName() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * Whether {@code file} has this content.
   *
   * @throws DataException if it cannot be read
   */
  boolean matches(Path file) throws DataException {
    try {
      return Files.size(file) == size && md5(file).equals(md5);
    } catch (IOException e) {
      throw new DataException(
          Code.UNREADABLE, file + ": cannot be read (" + e.getMessage() + "); check the file", e);
    }
  }

  private static String md5(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
