package ai.faithful.onnx;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** ONNX Runtime, as the other opinion on what a model means. */
final class OtherRuntime implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  private OtherRuntime(Loader loader) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      session = loader.load(environment, options);
    }
  }

  private interface Loader {
    OrtSession load(OrtEnvironment environment, OrtSession.SessionOptions options)
        throws OrtException;
  }

  static OtherRuntime open(OnnxModel model) throws Exception {
    if (ExposedOutputs.of(model).isEmpty()) {
      return new OtherRuntime((e, options) -> e.createSession(model.path().toString(), options));
    }
    return open(ExposedOutputs.bytes(model));
  }

  static OtherRuntime open(byte[] bytes) throws OrtException {
    return new OtherRuntime((e, options) -> e.createSession(bytes, options));
  }

  /** The given outputs. */
  Map<String, Tensor> run(Map<String, Tensor> inputs, List<String> outputs) throws OrtException {
    return run(inputs, Set.copyOf(outputs));
  }

  /** All outputs. */
  Map<String, Tensor> run(Map<String, Tensor> inputs) throws OrtException {
    return run(inputs, session.getOutputNames());
  }

  private Map<String, Tensor> run(Map<String, Tensor> inputs, Set<String> outputs)
      throws OrtException {
    Map<String, OnnxTensor> given = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor> entry : inputs.entrySet()) {
      given.put(entry.getKey(), tensor(entry.getKey(), entry.getValue()));
    }
    Map<String, Tensor> out = new LinkedHashMap<>();
    try (OrtSession.Result result = session.run(given, outputs)) {
      for (Map.Entry<String, OnnxValue> entry : result) {
        OnnxTensor tensor = (OnnxTensor) entry.getValue();
        int[] dims = Arrays.stream(tensor.getInfo().getShape()).mapToInt(d -> (int) d).toArray();
        out.put(entry.getKey(), read(tensor, Shape.of(dims)));
      }
    } finally {
      given.values().forEach(OnnxTensor::close);
    }
    return out;
  }

  private static Tensor read(OnnxTensor tensor, Shape shape) {
    return switch (tensor.getInfo().type) {
      case DOUBLE -> {
        double[] elements = new double[tensor.getDoubleBuffer().remaining()];
        tensor.getDoubleBuffer().get(elements);
        yield Tensor.ofDoubles(shape, elements);
      }
      case INT8, UINT8 -> {
        ByteBuffer buffer = tensor.getByteBuffer();
        double[] elements = new double[buffer.remaining()];
        for (int i = 0; i < elements.length; i++) {
          byte b = buffer.get(i);
          elements[i] = tensor.getInfo().type == OnnxJavaType.INT8 ? b : b & 0xff;
        }
        yield Tensor.ofDoubles(shape, elements);
      }
      case INT32 -> {
        IntBuffer buffer = tensor.getIntBuffer();
        double[] elements = new double[buffer.remaining()];
        for (int i = 0; i < elements.length; i++) {
          elements[i] = buffer.get(i);
        }
        yield Tensor.ofDoubles(shape, elements);
      }
      default -> {
        float[] elements = new float[tensor.getFloatBuffer().remaining()];
        tensor.getFloatBuffer().get(elements);
        yield Tensor.ofFloats(shape, elements);
      }
    };
  }

  private OnnxTensor tensor(String name, Tensor value) throws OrtException {
    long[] dims = Arrays.stream(value.shape().toArray()).asLongStream().toArray();
    OnnxJavaType type =
        Optional.ofNullable(session.getInputInfo().get(name))
            .map(info -> ((TensorInfo) info.getInfo()).type)
            .orElse(OnnxJavaType.FLOAT);
    if (type == OnnxJavaType.DOUBLE) {
      return OnnxTensor.createTensor(environment, DoubleBuffer.wrap(value.toDoubles()), dims);
    }
    FloatBuffer floats = FloatBuffer.wrap(value.toFloats());
    return type == OnnxJavaType.FLOAT16
        ? OnnxTensor.createTensor(
            environment,
            Fp16Conversions.convertFloatBufferToFp16Buffer(floats),
            dims,
            OnnxJavaType.FLOAT16)
        : OnnxTensor.createTensor(environment, floats, dims);
  }

  /** Whether a model computes in half precision, which takes a wider tolerance. */
  static boolean isHalf(OnnxModel model) {
    return model.declaredInputs().stream().anyMatch(d -> d.elementType().contains("float16"));
  }

  /** The largest difference, relative to the largest magnitude in {@code expected} or 1. */
  static double difference(@Nullable Tensor expected, @Nullable Tensor actual) {
    if (expected == null || actual == null) {
      throw new AssertionError("an output is missing");
    }
    if (!expected.shape().equals(actual.shape())) {
      throw new AssertionError("shape " + actual.shape() + " instead of " + expected.shape());
    }
    double scale = 1;
    double worst = 0;
    for (int i = 0; i < expected.size(); i++) {
      if (Double.isNaN(expected.at(i)) != Double.isNaN(actual.at(i))) {
        return Double.POSITIVE_INFINITY;
      }
      if (Double.isNaN(expected.at(i))) {
        continue;
      }
      scale = Math.max(scale, Math.abs(expected.at(i)));
      worst = Math.max(worst, Math.abs(expected.at(i) - actual.at(i)));
    }
    return worst / scale;
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
