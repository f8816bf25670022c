package ai.faithful.training.data;

import ai.faithful.training.data.DataException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array in NumPy's format, versions 1 to 3: a magic number, a version, a header that is a Python
 * dictionary, the elements. Numbers of 1 to 8 bytes in either byte order, in C or Fortran order.
 *
 * @param source for messages
 * @param dims the extents
 * @param type f, u, i or b: float, unsigned, signed, boolean
 * @param width bytes of an element
 * @param fortran whether the first axis varies fastest
 * @param bytes of the elements
 */
@SuppressWarnings("ArrayRecordComponent") // bulk data, internal to this package
record Npy(Path source, int[] dims, char type, int width, boolean fortran, ByteBuffer bytes)
    implements RawData.Elements {
  private static final int LONGEST_HEADER = 1 << 16;
  private static final Pattern DESCR =
      Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([a-zA-Z])(\\d+)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

  /**
   * Reads an array to the end of a stream.
   *
   * @throws DataException if it is none, is not of numbers, or its header lies
   * @throws IOException if the stream cannot be read
   */
  static Npy read(Path source, InputStream in) throws DataException, IOException {
    byte[] start = in.readNBytes(8);
    if (start.length < 8
        || (start[0] & 0xff) != 0x93
        || !new String(start, 1, 5, StandardCharsets.ISO_8859_1).equals("NUMPY")) {
      throw wrong(source, "is no NumPy array; write it by numpy.save or numpy.savez");
    }
    int version = start[6];
    if (version < 1 || version > 3) {
      throw wrong(source, "has version " + version + " of NumPy's format; 1 to 3 are read");
    }
    String header = header(source, in, version);
    Matcher descr = found(DESCR, header, source, "type of its elements");
    Matcher order = found(ORDER, header, source, "order of its elements");
    Matcher shape = found(SHAPE, header, source, "shape");
    int[] dims = dims(source, shape.group(1));
    char type = descr.group(2).charAt(0);
    int width = descr.group(3).length() > 1 ? 0 : Integer.parseInt(descr.group(3));
    boolean known =
        switch (type) {
          case 'f' -> width == 4 || width == 8;
          case 'u', 'i' -> width == 1 || width == 2 || width == 4 || width == 8;
          case 'b' -> width == 1;
          default -> false;
        };
    if (!known) {
      throw wrong(
          source,
          "holds elements of type "
              + type
              + descr.group(3)
              + "; floats of 4 or 8 bytes and integers are read: convert it by astype");
    }
    long size = RawData.size(dims);
    if (size > RawData.LARGEST || size * width > Integer.MAX_VALUE - 16) {
      throw wrong(source, "claims " + RawData.words(dims) + " elements; split it");
    }
    byte[] bytes = in.readNBytes((int) (size * width));
    if (bytes.length < size * width) {
      throw new DataException(
          Code.TRUNCATED,
          source
              + (": ends within its elements, " + bytes.length + " bytes of " + size * width)
              + "; copy or write it again");
    }
    if (in.read() >= 0) {
      throw wrong(source, "has more data than its header says; write it again");
    }
    boolean big = descr.group(1).equals(">");
    ByteBuffer buffer =
        ByteBuffer.wrap(bytes).order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    return new Npy(source, dims, type, width, order.group(1).equals("True"), buffer);
  }

  private static String header(Path source, InputStream in, int version)
      throws DataException, IOException {
    byte[] size = in.readNBytes(version == 1 ? 2 : 4);
    long length = 0;
    for (int i = size.length - 1; i >= 0; i--) {
      length = length << 8 | (size[i] & 0xff);
    }
    if (length > LONGEST_HEADER) {
      throw wrong(source, "claims a header of " + length + " bytes; write it again");
    }
    byte[] header = in.readNBytes((int) length);
    if (size.length < (version == 1 ? 2 : 4) || header.length < length) {
      throw new DataException(
          Code.TRUNCATED, source + ": ends within its header; copy or write it again");
    }
    return new String(header, StandardCharsets.UTF_8);
  }

  private static Matcher found(Pattern pattern, String header, Path source, String what)
      throws DataException {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw wrong(source, "does not say the " + what + " of plain numbers; write it again");
    }
    return matcher;
  }

  private static int[] dims(Path source, String shape) throws DataException {
    String[] parts = shape.isBlank() ? new String[0] : shape.split(",");
    int[] dims = new int[parts.length];
    for (int i = 0; i < dims.length; i++) {
      try {
        dims[i] = Integer.parseInt(parts[i].strip());
      } catch (NumberFormatException e) {
        dims[i] = -1;
      }
      if (dims[i] < 0 || dims.length > 32) {
        throw wrong(source, "claims the shape (" + shape.strip() + "); write it again");
      }
    }
    return dims;
  }

  private static DataException wrong(Path source, String what) {
    return new DataException(Code.WRONG_CONTENT, source + ": " + what);
  }

  @Override
  public double at(int index) {
    int i = (fortran && dims.length > 1 ? fromFortran(index) : index) * width;
    return switch (type) {
      case 'f' -> width == 4 ? bytes.getFloat(i) : bytes.getDouble(i);
      case 'b' -> bytes.get(i) == 0 ? 0 : 1;
      case 'u' -> unsigned(i);
      default -> signed(i);
    };
  }

  private double signed(int i) {
    return switch (width) {
      case 1 -> bytes.get(i);
      case 2 -> bytes.getShort(i);
      case 4 -> bytes.getInt(i);
      default -> (double) bytes.getLong(i);
    };
  }

  private double unsigned(int i) {
    return switch (width) {
      case 1 -> bytes.get(i) & 0xff;
      case 2 -> bytes.getShort(i) & 0xffff;
      case 4 -> bytes.getInt(i) & 0xffffffffL;
      default -> {
        long value = bytes.getLong(i);
        yield value >= 0 ? (double) value : 2.0 * (double) (value >>> 1);
      }
    };
  }

  /** Where an element, counted in row-major order, is stored. */
  private int fromFortran(int index) {
    int rest = index;
    int at = 0;
    int step = (int) RawData.size(dims);
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      step /= dims[axis];
      at += rest % dims[axis] * step;
      rest /= dims[axis];
    }
    return at;
  }

  /** What an element is divided by to be in [0, 1]. */
  int unit() {
    return type == 'u' && width == 1 ? 255 : 1;
  }
}
