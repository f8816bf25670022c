package ai.faithful.onnx;

import java.nio.file.Path;

/**
 * Looks over a file before it is parsed, and refuses what would take more memory or deeper
 * recursion than a model has use for. Parsed, a message of two bytes is an object of a hundred; a
 * file of such messages would need fifty times its size. Only the headers of fields are looked at,
 * so that a large weight costs nothing.
 *
 * <p>What is malformed ends the scan quietly: the parser meets it at the same place and says so.
 */
final class WireScan {
  /** Messages in a file: real models of a hundred thousand nodes stay below this. */
  static final int MOST_MESSAGES = 1 << 21;

  /** Messages inside each other; a graph inside a node's attribute counts three. */
  static final int DEEPEST = 60;

  // Estimates, in bytes, of what parsing, and listing what was parsed, makes of a field.
  private static final long MESSAGE = 200;
  private static final long SCALAR = 130;
  private static final long UNKNOWN = 320;
  private static final long NUMBER = 16;

  /** A packed number takes a byte at least, and 8 as an element of a list. */
  private static final long PACKED_BYTE = 8;

  private final Path file;
  private final byte[] bytes;
  private final long memory;
  private int position;
  private int messages;
  private long estimate;
  private boolean malformed;

  private WireScan(Path file, byte[] bytes, long memory) {
    this.file = file;
    this.bytes = bytes;
    this.memory = memory;
    // The bytes themselves, and the tensors that are made of them.
    this.estimate = 2L * bytes.length;
  }

  /**
   * Checks a file against what this process can hold.
   *
   * @param root what the file as a whole is
   * @throws LimitException if it has too many messages, nests them too deeply, or would take more
   *     memory than there is
   */
  static void check(Path file, byte[] bytes, WireType root) throws LimitException {
    check(file, bytes, root, Runtime.getRuntime().maxMemory() / 4 * 3);
  }

  /** As above, against so many bytes of memory. */
  static void check(Path file, byte[] bytes, WireType root, long memory) throws LimitException {
    WireScan scan = new WireScan(file, bytes, memory);
    scan.message(root, bytes.length, 1);
    scan.requireMemory();
  }

  private void message(WireType type, int end, int depth) throws LimitException {
    messages++;
    estimate += MESSAGE;
    if (messages > MOST_MESSAGES) {
      throw new LimitException(file, "has more than " + MOST_MESSAGES + " messages");
    }
    if (depth > DEEPEST) {
      throw new LimitException(file, "nests messages more than " + DEEPEST + " deep");
    }
    while (position < end && !malformed) {
      long tag = varint(end);
      WireType field = type.field((int) (tag >>> 3));
      switch ((int) tag & 7) {
        case 0 -> varint(end);
        case 1 -> skip(8, end);
        case 2 -> delimited(field, end, depth);
        case 5 -> skip(4, end);
        default -> malformed = true; // Groups, which ONNX never used, or garbage.
      }
      estimate += cost(field);
      if (estimate > memory) {
        requireMemory();
      }
    }
  }

  private static long cost(WireType field) {
    return switch (field) {
      case UNKNOWN -> UNKNOWN;
      case NUMBERS -> NUMBER;
      case SCALAR -> SCALAR;
      default -> 0; // A message, which counts itself.
    };
  }

  private void delimited(WireType field, int end, int depth) throws LimitException {
    long length = varint(end);
    if (malformed || length < 0 || length > end - position) {
      malformed = true;
      return;
    }
    int inner = position + (int) length;
    if (field.isMessage()) {
      message(field, inner, depth + 1);
    } else if (field == WireType.NUMBERS) {
      estimate += PACKED_BYTE * length;
    }
    position = inner;
  }

  private void skip(int count, int end) {
    if (count > end - position) {
      malformed = true;
      return;
    }
    position += count;
  }

  private long varint(int end) {
    long value = 0;
    for (int shift = 0; shift < 64 && position < end; shift += 7) {
      byte b = bytes[position++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    malformed = true;
    return 0;
  }

  private void requireMemory() throws LimitException {
    if (estimate > memory) {
      throw new LimitException(
          file,
          "would take more than "
              + (memory >> 20)
              + " MB of memory to read; if the file is to be trusted, give Java more");
    }
  }
}
