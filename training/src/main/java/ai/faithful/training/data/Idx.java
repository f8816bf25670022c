package ai.faithful.training.data;

import ai.faithful.training.data.DataException.Code;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An IDX file of unsigned bytes, the format of MNIST: two zero bytes, the element type (8), the
 * rank, the extents as big-endian 32-bit integers, the elements. Plain or gzipped, whichever the
 * file itself says.
 *
 * @param path where it came from, for messages
 * @param dims the extents
 * @param elements row-major
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data, internal to this package
record Idx(Path path, int[] dims, byte[] elements) {
  private static final long LARGEST = 1L << 30;

  /**
   * @param rank the rank expected
   * @throws DataException naming the file: unreadable, not IDX, of another rank, shorter or longer
   *     than it says
   */
  static Idx read(Path path, int rank) throws DataException {
    try (InputStream in = open(path)) {
      byte[] magic = in.readNBytes(4);
      if (magic.length < 4) {
        throw truncated(path, "its header");
      }
      if (magic[0] != 0 || magic[1] != 0 || magic[2] != 8) {
        throw new DataException(
            Code.NOT_IDX,
            path + ": not an IDX file of unsigned bytes; download the original file again");
      }
      if (magic[3] != rank) {
        throw new DataException(
            Code.WRONG_CONTENT,
            path
                + ": an IDX file of rank "
                + magic[3]
                + " where rank "
                + rank
                + " is needed; were images and labels swapped?");
      }
      byte[] header = in.readNBytes(4 * rank);
      if (header.length < 4 * rank) {
        throw truncated(path, "its header");
      }
      int[] dims = new int[rank];
      ByteBuffer.wrap(header).asIntBuffer().get(dims);
      int size = size(path, dims);
      byte[] elements = in.readNBytes(size);
      if (elements.length < size) {
        throw truncated(path, elements.length + " of " + size + " elements");
      }
      if (in.read() >= 0) {
        throw new DataException(
            Code.WRONG_CONTENT,
            path + ": more data than its header says; download the original file again");
      }
      return new Idx(path, dims, elements);
    } catch (EOFException e) {
      throw truncated(path, "the compressed data");
    } catch (ZipException e) {
      throw new DataException(
          Code.UNREADABLE,
          path + ": damaged gzip data (" + e.getMessage() + "); download the original file again",
          e);
    } catch (IOException e) {
      throw new DataException(
          Code.UNREADABLE, path + ": cannot be read (" + e.getMessage() + "); check the file", e);
    }
  }

  private static InputStream open(Path path) throws IOException {
    BufferedInputStream raw = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    try {
      raw.mark(2);
      boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
      raw.reset();
      return gzip ? new GZIPInputStream(raw, 1 << 16) : raw;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static int size(Path path, int[] dims) throws DataException {
    long size = 1;
    for (int dim : dims) {
      size = dim < 0 || size > LARGEST ? Long.MAX_VALUE : size * dim;
      if (size > LARGEST) {
        String extents =
            Arrays.stream(dims)
                .mapToObj(Integer::toUnsignedString)
                .collect(Collectors.joining("x"));
        throw new DataException(
            Code.WRONG_CONTENT,
            path + ": claims " + extents + " elements; download the original file again");
      }
    }
    return (int) size;
  }

  private static DataException truncated(Path path, String what) {
    return new DataException(
        Code.TRUNCATED, path + ": ends within " + what + "; download the original file again");
  }
}
