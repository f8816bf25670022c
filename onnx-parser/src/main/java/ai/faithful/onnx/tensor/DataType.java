package ai.faithful.onnx.tensor;

import java.util.Locale;
import java.util.Optional;

/** The element types of ONNX tensors that have exact values here. */
public enum DataType {
  FLOAT(1, 32, Kind.REAL),
  UINT8(2, 8, Kind.INTEGER),
  INT8(3, 8, Kind.INTEGER),
  UINT16(4, 16, Kind.INTEGER),
  INT16(5, 16, Kind.INTEGER),
  INT32(6, 32, Kind.INTEGER),
  INT64(7, 64, Kind.INTEGER),
  BOOL(9, 8, Kind.BOOLEAN),
  FLOAT16(10, 16, Kind.REAL),
  DOUBLE(11, 64, Kind.REAL),
  UINT32(12, 32, Kind.INTEGER),
  UINT64(13, 64, Kind.INTEGER),
  BFLOAT16(16, 16, Kind.REAL),
  UINT4(21, 4, Kind.INTEGER),
  INT4(22, 4, Kind.INTEGER),
  UINT2(25, 2, Kind.INTEGER),
  INT2(26, 2, Kind.INTEGER);

  private enum Kind {
    REAL,
    INTEGER,
    BOOLEAN
  }

  private final int code;
  private final int bits;
  private final Kind kind;

  DataType(int code, int bits, Kind kind) {
    this.code = code;
    this.bits = bits;
    this.kind = kind;
  }

  /** The number that stands for this type in a file. */
  public int code() {
    return code;
  }

  /** Bits of one element in raw data; those of less than 8 share bytes, lowest bits first. */
  public int bits() {
    return bits;
  }

  /** Bytes of raw data that hold this many elements. */
  public long bytesOf(long elements) {
    return bits < 8 ? (elements + 8 / bits - 1) / (8 / bits) : elements * (bits / 8);
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
      case INT2, INT4, INT8, INT16, INT32 -> least() <= value && value <= most();
      case UINT2, UINT4, UINT8, UINT16, UINT32 -> 0 <= value && value <= most();
      case UINT64 -> value >= 0;
      default -> kind == Kind.INTEGER;
    };
  }

  /** The least value of an integer type. */
  public long least() {
    return isUnsigned() ? 0 : -1L << (bits - 1);
  }

  /** The greatest value of an integer type (of int64 for uint64). */
  public long most() {
    return isUnsigned() && bits < 64 ? (1L << bits) - 1 : Long.MAX_VALUE >>> (64 - bits);
  }

  private boolean isUnsigned() {
    return switch (this) {
      case UINT2, UINT4, UINT8, UINT16, UINT32, UINT64, BOOL -> true;
      default -> false;
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
