package ai.faithful.verify.runtime;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.Locale;

/** Our tensors as ONNX Runtime's, and back. */
final class RuntimeTensors {
  private RuntimeTensors() {}

  /**
   * A tensor for ONNX Runtime.
   *
   * @param type of its elements, to which ours are rounded if need be
   * @param dims extents, their product is the number of elements
   */
  static OnnxTensor of(Tensor tensor, OnnxJavaType type, long[] dims) throws OrtException {
    OrtEnvironment env = OrtEnvironment.getEnvironment();
    return switch (type) {
      case FLOAT -> OnnxTensor.createTensor(env, FloatBuffer.wrap(tensor.toFloats()), dims);
      case DOUBLE -> OnnxTensor.createTensor(env, DoubleBuffer.wrap(tensor.toDoubles()), dims);
      case FLOAT16 ->
          half(
              Fp16Conversions.convertFloatBufferToFp16Buffer(FloatBuffer.wrap(tensor.toFloats())),
              dims,
              type);
      case BFLOAT16 ->
          half(
              Fp16Conversions.convertFloatBufferToBf16Buffer(FloatBuffer.wrap(tensor.toFloats())),
              dims,
              type);
      case INT64 -> OnnxTensor.createTensor(env, LongBuffer.wrap(tensor.toLongs()), dims);
      case INT32 -> {
        int[] ints = Arrays.stream(tensor.toLongs()).mapToInt(l -> (int) l).toArray();
        yield OnnxTensor.createTensor(env, IntBuffer.wrap(ints), dims);
      }
      case INT16 -> {
        ByteBuffer bytes = ByteBuffer.allocate(2 * tensor.size()).order(ByteOrder.nativeOrder());
        for (long l : tensor.toLongs()) {
          bytes.putShort((short) l);
        }
        yield OnnxTensor.createTensor(env, bytes.flip(), dims, type);
      }
      case INT8, UINT8, BOOL -> {
        ByteBuffer bytes = ByteBuffer.allocateDirect(tensor.size());
        for (long l : tensor.toLongs()) {
          bytes.put((byte) l);
        }
        yield OnnxTensor.createTensor(env, bytes.flip(), dims, type);
      }
      default -> throw new OrtException("an input of " + name(type) + " cannot be made");
    };
  }

  private static OnnxTensor half(ShortBuffer bits, long[] dims, OnnxJavaType type)
      throws OrtException {
    return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), bits, dims, type);
  }

  /** The elements of a tensor of numbers, widened without loss. */
  static Tensor read(OnnxTensor tensor) throws OrtException {
    TensorInfo info = tensor.getInfo();
    int[] dims = Arrays.stream(info.getShape()).mapToInt(Math::toIntExact).toArray();
    return switch (info.type) {
      case DOUBLE -> {
        DoubleBuffer buffer = tensor.getDoubleBuffer();
        double[] out = new double[buffer.remaining()];
        buffer.get(out);
        yield Tensor.ofDoubles(Shape.of(dims), out);
      }
      case FLOAT, FLOAT16, BFLOAT16 -> {
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] out = new float[buffer.remaining()];
        buffer.get(out);
        yield Tensor.ofFloats(Shape.of(dims), out);
      }
      case INT8, UINT8 -> {
        ByteBuffer buffer = tensor.getByteBuffer();
        long[] out = new long[buffer.remaining()];
        for (int i = 0; i < out.length; i++) {
          out[i] = info.type == OnnxJavaType.INT8 ? buffer.get(i) : buffer.get(i) & 0xff;
        }
        yield Tensor.ofLongs(Shape.of(dims), out);
      }
      case INT32 -> {
        IntBuffer buffer = tensor.getIntBuffer();
        long[] out = new long[buffer.remaining()];
        for (int i = 0; i < out.length; i++) {
          out[i] = buffer.get(i);
        }
        yield Tensor.ofLongs(Shape.of(dims), out);
      }
      case INT64 -> {
        LongBuffer buffer = tensor.getLongBuffer();
        long[] out = new long[buffer.remaining()];
        buffer.get(out);
        yield Tensor.ofLongs(Shape.of(dims), out);
      }
      default -> throw new OrtException("its output is " + name(info.type) + ", no number");
    };
  }

  private static String name(OnnxJavaType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
