package ai.faithful.training.data;

import ai.faithful.training.data.DataException.Code;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Takes named files out of a gzipped tar archive (POSIX ustar: 512-byte headers with the name first
 * and the size in octal at 124). Only what is asked for is written, and only where it was asked
 * for.
 */
final class TarArchive {
  private static final int BLOCK = 512;

  private TarArchive() {}

  /**
   * Extracts.
   *
   * @param wanted target by name in the archive; a file that is not in it is not written
   * @throws DataException if the archive is damaged
   */
  static void extract(Path archive, Map<String, Path> wanted) throws DataException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
        InputStream in = new GZIPInputStream(raw, 1 << 16)) {
      for (byte[] header = in.readNBytes(BLOCK);
          header.length == BLOCK && header[0] != 0;
          header = in.readNBytes(BLOCK)) {
        String name = text(header, 0, 100);
        long size = Long.parseLong(text(header, 124, 12).strip(), 8);
        Path target = wanted.get(name);
        if (target != null) {
          write(in, size, target);
        } else {
          in.skipNBytes(size);
        }
        in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
      }
    } catch (IOException | NumberFormatException e) {
      throw new DataException(
          Code.UNREADABLE, archive + ": damaged archive (" + e.getMessage() + ")", e);
    }
  }

  private static void write(InputStream in, long size, Path target) throws IOException {
    byte[] content = in.readNBytes(Math.toIntExact(size));
    if (content.length < size) {
      throw new IOException("ends within " + target.getFileName());
    }
    Path folder = target.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path temporary = target.resolveSibling(target.getFileName() + ".part");
    try {
      Files.write(temporary, content);
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.US_ASCII);
  }
}
