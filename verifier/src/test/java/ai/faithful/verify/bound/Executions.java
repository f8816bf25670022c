package ai.faithful.verify.bound;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.onnx.OnnxWriter;
import ai.faithful.onnx.WriteOptions;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** ONNX Runtime in all the ways that may round differently: threads, optimisation levels. */
public final class Executions {
  private Executions() {}

  /** Outputs of each point in each way, {@code [ways * points][outputs]}. */
  static List<float[]> of(Graph graph, List<float[]> points) {
    return of(OnnxWriter.toBytes(graph, WriteOptions.standard()), graph.inputs().get(0), points);
  }

  /** Of a model's bytes. */
  public static List<float[]> of(byte[] model, Input declared, List<float[]> points) {
    OrtEnvironment env = OrtEnvironment.getEnvironment();
    List<float[]> outputs = new ArrayList<>();
    String input = declared.name();
    long[] dims = declared.shape().dims().stream().mapToLong(d -> d).toArray();
    try {
      for (OrtSession.SessionOptions.OptLevel level : OrtSession.SessionOptions.OptLevel.values()) {
        for (int threads = 1; threads <= 2; threads++) {
          try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(level);
            options.setIntraOpNumThreads(threads);
            try (OrtSession session = env.createSession(model, options)) {
              for (float[] x : points) {
                try (OnnxTensor tensor = OnnxTensor.createTensor(env, FloatBuffer.wrap(x), dims);
                    OrtSession.Result result = session.run(Map.of(input, tensor))) {
                  FloatBuffer y = ((OnnxTensor) result.get(0)).getFloatBuffer();
                  float[] flat = new float[y.remaining()];
                  y.get(flat);
                  outputs.add(flat);
                }
              }
            }
          }
        }
      }
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
    return outputs;
  }
}
