package ai.faithful.onnx.tensor;

import ai.faithful.ir.Tensor;
import ai.faithful.onnx.proto.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Encodes tensors as little-endian raw data. */
public final class TensorEncoder {
  private TensorEncoder() {}

  /** Whether every element is a float32. */
  public static boolean isFloat32(Tensor tensor) {
    for (int i = 0; i < tensor.size(); i++) {
      if ((float) tensor.at(i) != tensor.at(i)) {
        return false;
      }
    }
    return true;
  }

  public static TensorProto float32(String name, Tensor tensor) {
    ByteBuffer bytes = buffer(4L * tensor.size());
    for (float f : tensor.toFloats()) {
      bytes.putFloat(f);
    }
    return proto(name, DataType.FLOAT, tensor, bytes);
  }

  public static TensorProto int64(String name, long... list) {
    ByteBuffer bytes = buffer(8L * list.length);
    for (long value : list) {
      bytes.putLong(value);
    }
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.INT64.code())
        .addDims(list.length)
        .setRawData(ByteString.copyFrom(bytes.flip()))
        .build();
  }

  /** The tensor as it is stored: float, double or int64. */
  public static TensorProto encode(String name, Tensor tensor) {
    return switch (tensor.type()) {
      case FLOAT32 -> float32(name, tensor);
      case FLOAT64 -> {
        ByteBuffer bytes = buffer(8L * tensor.size());
        for (double d : tensor.toDoubles()) {
          bytes.putDouble(d);
        }
        yield proto(name, DataType.DOUBLE, tensor, bytes);
      }
      case INT64 -> {
        ByteBuffer bytes = buffer(8L * tensor.size());
        for (long l : tensor.toLongs()) {
          bytes.putLong(l);
        }
        yield proto(name, DataType.INT64, tensor, bytes);
      }
    };
  }

  private static TensorProto proto(String name, DataType type, Tensor tensor, ByteBuffer bytes) {
    TensorProto.Builder proto =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.code())
            .setRawData(ByteString.copyFrom(bytes.flip()));
    tensor.shape().dims().forEach(proto::addDims);
    return proto.build();
  }

  private static ByteBuffer buffer(long size) {
    return ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
