package ai.faithful.verify.runtime;

import ai.faithful.ir.Graph;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.verify.RuntimeFailureException;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * A model loaded in ONNX Runtime, on one CPU thread so that every run gives the same bits. Samples
 * are flat, in row-major order; many run as one batch where the model's leading extent is symbolic.
 */
public final class OnnxSession implements AutoCloseable {
  private static final int MOST_AT_ONCE = 256;

  private final String name;
  private final OrtSession session;
  private final String input;
  private final String output;
  private final long[] shape;
  private final boolean doubles;
  private boolean batched;

  private OnnxSession(String name, OrtSession session, Graph graph) throws OrtException {
    this.name = name;
    this.session = session;
    this.input = graph.inputs().get(0).name();
    this.output = graph.outputs().get(0);
    this.shape = graph.inputs().get(0).shape().dims().stream().mapToLong(d -> d).toArray();
    NodeInfo info = session.getInputInfo().get(input);
    if (info == null || !(info.getInfo() instanceof TensorInfo declared)) {
      throw new OrtException("it has no tensor input '" + input + "'");
    }
    this.doubles = declared.type == OnnxJavaType.DOUBLE;
    long[] dims = declared.getShape();
    this.batched = dims.length > 0 && dims.length == shape.length && dims[0] < 0 && shape[0] == 1;
  }

  /**
   * Loads a model's file.
   *
   * @throws RuntimeFailureException if ONNX Runtime refuses it
   */
  public static OnnxSession open(OnnxModel model) throws RuntimeFailureException {
    Path path = model.path();
    return open(
        path.toString(),
        model.graph(),
        (env, options) -> env.createSession(path.toString(), options));
  }

  /**
   * Loads a model from memory.
   *
   * @param name for messages
   * @param bytes an ONNX file
   * @param graph the same model's graph, for its input and output
   * @throws RuntimeFailureException if ONNX Runtime refuses it
   */
  public static OnnxSession open(String name, byte[] bytes, Graph graph)
      throws RuntimeFailureException {
    return open(name, graph, (env, options) -> env.createSession(bytes, options));
  }

  private interface Loader {
    OrtSession load(OrtEnvironment env, OrtSession.SessionOptions options) throws OrtException;
  }

  private static OnnxSession open(String name, Graph graph, Loader loader)
      throws RuntimeFailureException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      return new OnnxSession(name, loader.load(OrtEnvironment.getEnvironment(), options), graph);
    } catch (OrtException e) {
      throw new RuntimeFailureException(name + ": ONNX Runtime cannot load it: " + firstLine(e), e);
    }
  }

  /** What the model is called in messages. */
  public String name() {
    return name;
  }

  /**
   * The output for one sample.
   *
   * @throws RuntimeFailureException if the run fails
   */
  public double[] run(float[] x) throws RuntimeFailureException {
    return run(new float[][] {x})[0];
  }

  /**
   * The outputs for many samples.
   *
   * @throws RuntimeFailureException if a run fails
   */
  public double[][] run(float[][] batch) throws RuntimeFailureException {
    double[][] outputs = new double[batch.length][];
    int done = 0;
    while (done < batch.length) {
      int count = batched ? Math.min(MOST_AT_ONCE, batch.length - done) : 1;
      try {
        double[] flat = outputs(batch, done, count);
        if (flat.length % count != 0) {
          throw new OrtException(flat.length + " outputs for " + count + " samples");
        }
        int size = flat.length / count;
        for (int i = 0; i < count; i++) {
          outputs[done + i] = Arrays.copyOfRange(flat, i * size, (i + 1) * size);
        }
        done += count;
      } catch (OrtException e) {
        if (count == 1) {
          throw new RuntimeFailureException(
              name + ": ONNX Runtime cannot run it: " + firstLine(e), e);
        }
        // A symbolic leading extent need not mean that any number goes.
        batched = false;
      }
    }
    return outputs;
  }

  private double[] outputs(float[][] batch, int from, int count) throws OrtException {
    int size = batch[from].length;
    double[] wide = new double[doubles ? size * count : 0];
    float[] flat = new float[doubles ? 0 : size * count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < size; j++) {
        if (doubles) {
          wide[i * size + j] = batch[from + i][j];
        } else {
          flat[i * size + j] = batch[from + i][j];
        }
      }
    }
    long[] dims = shape.clone();
    if (count > 1) {
      dims[0] = count;
    }
    OrtEnvironment env = OrtEnvironment.getEnvironment();
    try (OnnxTensor x =
            doubles
                ? OnnxTensor.createTensor(env, DoubleBuffer.wrap(wide), dims)
                : OnnxTensor.createTensor(env, FloatBuffer.wrap(flat), dims);
        OrtSession.Result result = session.run(Map.of(input, x))) {
      OnnxValue value = result.get(output).orElseThrow(() -> missing(output));
      if (!(value instanceof OnnxTensor y)) {
        throw new OrtException("output '" + output + "' is no tensor");
      }
      return values(y);
    }
  }

  private static IllegalStateException missing(String output) {
    return new IllegalStateException("ONNX Runtime knows no output '" + output + "'");
  }

  private static double[] values(OnnxTensor y) throws OrtException {
    if (y.getInfo().type == OnnxJavaType.DOUBLE) {
      DoubleBuffer buffer = y.getDoubleBuffer();
      double[] out = new double[buffer.remaining()];
      buffer.get(out);
      return out;
    }
    if (y.getInfo().type != OnnxJavaType.FLOAT) {
      throw new OrtException("its output is " + y.getInfo().type + ", not float");
    }
    FloatBuffer buffer = y.getFloatBuffer();
    double[] out = new double[buffer.remaining()];
    for (int i = 0; i < out.length; i++) {
      out[i] = buffer.get(i);
    }
    return out;
  }

  private static String firstLine(Exception e) {
    String message = String.valueOf(e.getMessage()).strip();
    return message.lines().findFirst().orElse(e.getClass().getSimpleName());
  }

  @Override
  public void close() throws RuntimeFailureException {
    try {
      session.close();
    } catch (OrtException e) {
      throw new RuntimeFailureException(name + ": " + firstLine(e), e);
    }
  }
}
