package ai.faithful.onnx.tensor;

import static ai.faithful.onnx.tensor.MalformedTensorException.invalid;
import static ai.faithful.onnx.tensor.MalformedTensorException.unsupported;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.proto.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes a TensorProto. Declared extents are checked against the bytes that are there before
 * anything is allocated, so that a few bytes cannot ask for gigabytes.
 */
public final class TensorDecoder {
  private TensorDecoder() {}

  /**
   * The exact elements.
   *
   * @throws MalformedTensorException if extents and elements do not agree, the elements are kept
   *     elsewhere, the type has no exact value here, or a real element is NaN or infinite
   */
  public static Decoded decode(TensorProto proto) throws MalformedTensorException {
    if (proto.getDataLocation() != 0 || proto.getExternalDataCount() > 0) {
      throw unsupported("keeps its elements in another file; save the model with its data inside");
    }
    if (proto.hasSegment()) {
      throw unsupported("is stored in segments; save it as one tensor");
    }
    DataType type =
        DataType.of(proto.getDataType())
            .orElseThrow(
                () ->
                    unsupported(
                        "has "
                            + DataType.nameOf(proto.getDataType())
                            + "; float, double, float16, bfloat16, bool and integers are read"));
    Shape shape = shape(proto, type);
    Tensor tensor =
        proto.hasRawData()
            ? raw(type, shape, proto.getRawData().asReadOnlyByteBuffer())
            : TypedFields.read(type, shape, proto);
    requireFinite(tensor);
    return new Decoded(proto.getName(), type, tensor);
  }

  private static Shape shape(TensorProto proto, DataType type) throws MalformedTensorException {
    long size = 1;
    List<Integer> dims = new ArrayList<>();
    for (long d : proto.getDimsList()) {
      if (d < 0 || d > Integer.MAX_VALUE) {
        throw invalid("declares the extent " + d);
      }
      dims.add((int) d);
      if (d > 0 && size > Integer.MAX_VALUE / d) {
        throw invalid("declares more than 2^31-1 elements");
      }
      size *= d;
    }
    long stored =
        proto.hasRawData()
            ? proto.getRawData().size() / type.bytes()
            : TypedFields.count(type, proto);
    if (stored != size || (proto.hasRawData() && proto.getRawData().size() % type.bytes() != 0)) {
      throw invalid("declares " + proto.getDimsList() + " = " + size + " elements, has " + stored);
    }
    return new Shape(dims);
  }

  private static Tensor raw(DataType type, Shape shape, ByteBuffer bytes)
      throws MalformedTensorException {
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
      out[i] = rawInteger(type, b, i);
    }
    return Tensor.ofLongs(shape, out);
  }

  private static long rawInteger(DataType type, ByteBuffer b, int i)
      throws MalformedTensorException {
    return switch (type) {
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

  private static void requireFinite(Tensor tensor) throws MalformedTensorException {
    switch (tensor.type()) {
      case INT64 -> {}
      case FLOAT32, FLOAT64 -> {
        for (int i = 0; i < tensor.size(); i++) {
          if (!Double.isFinite(tensor.at(i))) {
            throw invalid("holds " + tensor.at(i) + " at element " + i);
          }
        }
      }
    }
  }
}
