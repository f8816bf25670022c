package ai.faithful.onnx;

/** What a field of the wire format holds: a message of some kind, or no message. */
enum WireType {
  MODEL,
  OPERATOR_SET,
  ENTRY,
  FUNCTION,
  GRAPH,
  NODE,
  ATTRIBUTE,
  VALUE_INFO,
  TYPE,
  TENSOR_TYPE,
  OTHER_TYPE,
  SHAPE,
  DIMENSION,
  TENSOR,
  SEGMENT,
  SPARSE_TENSOR,
  /** A string, bytes, or a number. */
  SCALAR,
  /** One number of a list, or many packed. */
  NUMBERS,
  /** A field that the schema does not list, which the parser keeps aside. */
  UNKNOWN;

  boolean isMessage() {
    return compareTo(SCALAR) < 0;
  }

  /** What a field of this message holds. */
  WireType field(int number) {
    return switch (this) {
      case MODEL ->
          switch (number) {
            case 1, 2, 3, 4, 5, 6 -> SCALAR;
            case 7 -> GRAPH;
            case 8 -> OPERATOR_SET;
            case 14 -> ENTRY;
            case 25 -> FUNCTION;
            default -> UNKNOWN;
          };
      case FUNCTION ->
          switch (number) {
            case 1, 4, 5, 6, 8, 10, 13 -> SCALAR;
            case 7 -> NODE;
            case 9 -> OPERATOR_SET;
            case 11 -> ATTRIBUTE;
            default -> UNKNOWN;
          };
      case GRAPH ->
          switch (number) {
            case 1 -> NODE;
            case 2, 10 -> SCALAR;
            case 5 -> TENSOR;
            case 11, 12, 13 -> VALUE_INFO;
            case 15 -> SPARSE_TENSOR;
            default -> UNKNOWN;
          };
      case NODE ->
          switch (number) {
            case 1, 2, 3, 4, 6, 7, 8 -> SCALAR;
            case 5 -> ATTRIBUTE;
            default -> UNKNOWN;
          };
      case ATTRIBUTE ->
          switch (number) {
            case 1, 2, 3, 4, 9, 20, 21 -> SCALAR;
            case 5, 10 -> TENSOR;
            case 6, 11 -> GRAPH;
            case 7, 8 -> NUMBERS;
            case 22 -> SPARSE_TENSOR;
            default -> UNKNOWN;
          };
      case TENSOR ->
          switch (number) {
            case 1, 4, 5, 7, 10, 11 -> NUMBERS;
            case 2, 6, 8, 9, 12, 14 -> SCALAR;
            case 3 -> SEGMENT;
            case 13 -> ENTRY;
            default -> UNKNOWN;
          };
      case SPARSE_TENSOR ->
          switch (number) {
            case 1, 2 -> TENSOR;
            case 3 -> NUMBERS;
            default -> UNKNOWN;
          };
      case VALUE_INFO -> number == 2 ? TYPE : scalar(number, 1);
      case TYPE ->
          switch (number) {
            case 1 -> TENSOR_TYPE;
            case 4, 5, 7, 8, 9 -> OTHER_TYPE;
            default -> UNKNOWN;
          };
      case TENSOR_TYPE -> number == 2 ? SHAPE : scalar(number, 1);
      case SHAPE -> number == 1 ? DIMENSION : UNKNOWN;
      case OPERATOR_SET, ENTRY, DIMENSION, SEGMENT -> scalar(number, 2);
      case OTHER_TYPE, SCALAR, NUMBERS, UNKNOWN -> UNKNOWN;
    };
  }

  private static WireType scalar(int number, int most) {
    return 1 <= number && number <= most ? SCALAR : UNKNOWN;
  }
}
