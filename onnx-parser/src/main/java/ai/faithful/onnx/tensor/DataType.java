package ai.faithful.onnx.tensor;

import java.util.Locale;
import java.util.Optional;

/** The element types of ONNX tensors that have exact values here. */
public enum DataType {
  FLOAT(1, 4, Kind.REAL),
  UINT8(2, 1, Kind.INTEGER),
  INT8(3, 1, Kind.INTEGER),
  UINT16(4, 2, Kind.INTEGER),
  INT16(5, 2, Kind.INTEGER),
  INT32(6, 4, Kind.INTEGER),
  INT64(7, 8, Kind.INTEGER),
  BOOL(9, 1, Kind.BOOLEAN),
  FLOAT16(10, 2, Kind.REAL),
  DOUBLE(11, 8, Kind.REAL),
  UINT32(12, 4, Kind.INTEGER),
  UINT64(13, 8, Kind.INTEGER),
  BFLOAT16(16, 2, Kind.REAL);

  private enum Kind {
    REAL,
    INTEGER,
    BOOLEAN
  }

  private final int code;
  private final int bytes;
  private final Kind kind;

  DataType(int code, int bytes, Kind kind) {
    this.code = code;
    this.bytes = bytes;
    this.kind = kind;
  }

  /** The number that stands for this type in a file. */
  public int code() {
    return code;
  }

  /** Bytes of one element in raw data. */
  public int bytes() {
    return bytes;
  }

  public boolean isReal() {
    return kind == Kind.REAL;
  }

  public boolean isInteger() {
    return kind == Kind.INTEGER;
  }

  /** Whether every value of {@code other} is a value of this type (both of them real types). */
  public boolean holdsAllOf(DataType other) {
    return this == other
        || (this == DOUBLE && other.isReal())
        || (this == FLOAT && (other == FLOAT16 || other == BFLOAT16));
  }

  /** Whether an integer or boolean type has this value (int64 stands in for uint64). */
  public boolean holds(long value) {
    return switch (this) {
      case BOOL -> value == 0 || value == 1;
      case INT8, INT16, INT32 -> {
        long limit = 1L << (8 * bytes - 1);
        yield -limit <= value && value < limit;
      }
      case UINT8, UINT16, UINT32 -> 0 <= value && value < 1L << (8 * bytes);
      case UINT64 -> value >= 0;
      default -> kind == Kind.INTEGER;
    };
  }

  public static Optional<DataType> of(int code) {
    for (DataType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** What a message calls the type with this number, known here or not. */
  public static String nameOf(int code) {
    return of(code).map(DataType::toString).orElse("element type " + code);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
