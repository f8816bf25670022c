package ai.faithful.onnx.tensor;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements that are little-endian bytes, those of less than 8 bits packed from the lowest on. */
final class RawData {
  private RawData() {}

  /**
   * The elements.
   *
   * @param bytes at least {@link DataType#bytesOf} the shape's size
   */
  static Tensor read(DataType type, Shape shape, ByteBuffer bytes) throws MalformedTensorException {
    ByteBuffer b = bytes.order(ByteOrder.LITTLE_ENDIAN);
    int n = shape.size();
    if (type == DataType.DOUBLE) {
      double[] out = new double[n];
      b.asDoubleBuffer().get(out);
      return Tensor.ofDoubles(shape, out);
    }
    if (type.isReal()) {
      float[] out = new float[n];
      if (type == DataType.FLOAT) {
        b.asFloatBuffer().get(out);
      } else {
        for (int i = 0; i < n; i++) {
          short bits = b.getShort(2 * i);
          out[i] = type == DataType.FLOAT16 ? HalfFloats.half(bits) : HalfFloats.brain(bits);
        }
      }
      return Tensor.ofFloats(shape, out);
    }
    long[] out = new long[n];
    for (int i = 0; i < n; i++) {
      out[i] = integer(type, b, i);
    }
    return Tensor.ofLongs(shape, out);
  }

  private static long integer(DataType type, ByteBuffer b, int i) throws MalformedTensorException {
    return switch (type) {
      case INT2, INT4 -> packed(b, i, type.bits()) << (64 - type.bits()) >> (64 - type.bits());
      case UINT2, UINT4 -> packed(b, i, type.bits());
      case INT8 -> b.get(i);
      case UINT8 -> b.get(i) & 0xffL;
      case BOOL -> b.get(i) == 0 ? 0 : 1;
      case INT16 -> b.getShort(2 * i);
      case UINT16 -> b.getShort(2 * i) & 0xffffL;
      case INT32 -> b.getInt(4 * i);
      case UINT32 -> b.getInt(4 * i) & 0xffffffffL;
      case UINT64 -> TypedFields.unsigned(b.getLong(8 * i));
      default -> b.getLong(8 * i);
    };
  }

  private static long packed(ByteBuffer b, int i, int bits) {
    int perByte = 8 / bits;
    return (b.get(i / perByte) >> (i % perByte * bits)) & ((1L << bits) - 1);
  }
}
