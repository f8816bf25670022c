package ai.faithful.onnx;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** ONNX Runtime, as the other opinion on what a model means. */
final class OtherRuntime implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  private OtherRuntime(byte[] bytes) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      session = environment.createSession(bytes, options);
    }
  }

  static OtherRuntime open(OnnxModel model) throws Exception {
    return new OtherRuntime(Files.readAllBytes(model.path()));
  }

  static OtherRuntime open(byte[] bytes) throws OrtException {
    return new OtherRuntime(bytes);
  }

  Map<String, Tensor> run(Map<String, Tensor> inputs) throws OrtException {
    Map<String, OnnxTensor> given = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor> entry : inputs.entrySet()) {
      long[] dims = Arrays.stream(entry.getValue().shape().toArray()).asLongStream().toArray();
      given.put(
          entry.getKey(),
          OnnxTensor.createTensor(
              environment, FloatBuffer.wrap(entry.getValue().toFloats()), dims));
    }
    Map<String, Tensor> out = new LinkedHashMap<>();
    try (OrtSession.Result result = session.run(given)) {
      for (Map.Entry<String, OnnxValue> entry : result) {
        OnnxTensor tensor = (OnnxTensor) entry.getValue();
        if (tensor.getInfo().type != OnnxJavaType.FLOAT) {
          throw new IllegalStateException("output of type " + tensor.getInfo().type);
        }
        float[] elements = new float[tensor.getFloatBuffer().remaining()];
        tensor.getFloatBuffer().get(elements);
        int[] dims = Arrays.stream(tensor.getInfo().getShape()).mapToInt(d -> (int) d).toArray();
        out.put(entry.getKey(), Tensor.ofFloats(Shape.of(dims), elements));
      }
    } finally {
      given.values().forEach(OnnxTensor::close);
    }
    return out;
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
