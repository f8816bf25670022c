package ai.faithful.onnx.tensor;

import static ai.faithful.onnx.tensor.MalformedTensorException.invalid;
import static ai.faithful.onnx.tensor.MalformedTensorException.unsupported;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.proto.TensorProto;
import java.nio.ByteBuffer;

/** Elements that are not raw bytes but numbers in the field that belongs to their type. */
final class TypedFields {
  private TypedFields() {}

  /** How many entries the field of this type holds: elements, or bytes of packed ones. */
  static int count(DataType type, TensorProto proto) {
    return switch (type) {
      case FLOAT -> proto.getFloatDataCount();
      case DOUBLE -> proto.getDoubleDataCount();
      case INT64 -> proto.getInt64DataCount();
      case UINT32, UINT64 -> proto.getUint64DataCount();
      default -> proto.getInt32DataCount();
    };
  }

  static Tensor read(DataType type, Shape shape, TensorProto proto)
      throws MalformedTensorException {
    int n = shape.size();
    if (type == DataType.DOUBLE) {
      double[] out = new double[n];
      for (int i = 0; i < n; i++) {
        out[i] = proto.getDoubleData(i);
      }
      return Tensor.ofDoubles(shape, out);
    }
    if (type.isReal()) {
      float[] out = new float[n];
      for (int i = 0; i < n; i++) {
        out[i] =
            switch (type) {
              case FLOAT -> proto.getFloatData(i);
              case FLOAT16 -> HalfFloats.half((short) proto.getInt32Data(i));
              default -> HalfFloats.brain((short) proto.getInt32Data(i));
            };
      }
      return Tensor.ofFloats(shape, out);
    }
    if (type.bits() < 8) {
      byte[] packed = new byte[proto.getInt32DataCount()];
      for (int i = 0; i < packed.length; i++) {
        packed[i] = (byte) proto.getInt32Data(i);
      }
      return RawData.read(type, shape, ByteBuffer.wrap(packed));
    }
    long[] out = new long[n];
    for (int i = 0; i < n; i++) {
      out[i] =
          switch (type) {
            case INT64 -> proto.getInt64Data(i);
            case UINT32, UINT64 -> inRange(type, unsigned(proto.getUint64Data(i)));
            case BOOL -> proto.getInt32Data(i) == 0 ? 0 : 1;
            default -> inRange(type, proto.getInt32Data(i));
          };
    }
    return Tensor.ofLongs(shape, out);
  }

  static long unsigned(long bits) throws MalformedTensorException {
    if (bits < 0) {
      throw unsupported("holds the unsigned integer " + Long.toUnsignedString(bits));
    }
    return bits;
  }

  private static long inRange(DataType type, long value) throws MalformedTensorException {
    if (!type.holds(value)) {
      throw invalid("holds " + value + ", which is no " + type);
    }
    return value;
  }
}
