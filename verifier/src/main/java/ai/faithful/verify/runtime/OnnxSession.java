package ai.faithful.verify.runtime;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.ExposedOutputs;
import ai.faithful.onnx.ModelException;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.verify.RuntimeFailureException;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A model loaded in ONNX Runtime, on one CPU thread so that every run gives the same bits. Samples
 * are flat, in row-major order; many run as one batch where the model's leading extent is symbolic,
 * or where the file fixes it to more than the one sample that was read of it.
 */
public final class OnnxSession implements AutoCloseable {
  private static final int MOST_AT_ONCE = 256;

  private final String name;
  private final OrtSession session;
  private final Graph graph;
  private final Map<String, Tensor> bound;
  private final SampleBatch batch;

  private OnnxSession(String name, OrtSession session, Graph graph, Map<String, Tensor> bound)
      throws OrtException {
    this.name = name;
    this.session = session;
    this.graph = graph;
    this.bound = bound;
    Input first = graph.inputs().get(0);
    this.batch = SampleBatch.of(declared(first.name()).getShape(), first.shape(), MOST_AT_ONCE);
  }

  /**
   * Loads a model's file; values that were chosen as outputs are made outputs.
   *
   * @throws RuntimeFailureException if ONNX Runtime refuses it
   */
  public static OnnxSession open(OnnxModel model) throws RuntimeFailureException {
    return open(model, model.graph());
  }

  /**
   * Loads a model's file, to be run on samples of a graph that was made of it.
   *
   * @param graph the model's own, or one whose leading extent of 1 stands for the model's
   * @throws RuntimeFailureException if ONNX Runtime refuses it
   */
  public static OnnxSession open(OnnxModel model, Graph graph) throws RuntimeFailureException {
    Path path = model.path();
    if (ExposedOutputs.of(model).isEmpty()) {
      return open(
          path.toString(),
          graph,
          model.bound(),
          (env, options) -> env.createSession(path.toString(), options));
    }
    byte[] bytes;
    try {
      bytes = ExposedOutputs.bytes(model);
    } catch (ModelException e) {
      throw new RuntimeFailureException(e.getMessage(), e);
    }
    Path folder = path.toAbsolutePath().getParent();
    return open(
        path.toString(),
        graph,
        model.bound(),
        (env, options) -> {
          options.addConfigEntry(
              "session.model_external_initializers_file_folder_path", String.valueOf(folder));
          return env.createSession(bytes, options);
        });
  }

  /**
   * Loads a model from memory.
   *
   * @param name for messages
   * @param bytes an ONNX file
   * @param graph the same model's graph, for its inputs and outputs
   * @throws RuntimeFailureException if ONNX Runtime refuses it
   */
  public static OnnxSession open(String name, byte[] bytes, Graph graph)
      throws RuntimeFailureException {
    return open(name, graph, Map.of(), (env, options) -> env.createSession(bytes, options));
  }

  private interface Loader {
    OrtSession load(OrtEnvironment env, OrtSession.SessionOptions options) throws OrtException;
  }

  private static OnnxSession open(
      String name, Graph graph, Map<String, Tensor> bound, Loader loader)
      throws RuntimeFailureException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      OrtSession session = loader.load(OrtEnvironment.getEnvironment(), options);
      return new OnnxSession(name, session, graph, bound);
    } catch (OrtException e) {
      throw new RuntimeFailureException(name + ": ONNX Runtime cannot load it: " + firstLine(e), e);
    }
  }

  /** What the model is called in messages. */
  public String name() {
    return name;
  }

  /** Whether the model computes in 16-bit floats, by its first input. */
  public boolean isHalf() throws RuntimeFailureException {
    OnnxJavaType type = typeOf(graph.inputs().get(0).name());
    return type == OnnxJavaType.FLOAT16 || type == OnnxJavaType.BFLOAT16;
  }

  /**
   * A value of an input as the model is given it: rounded to the input's own type.
   *
   * @throws RuntimeFailureException if there is no such input
   */
  public Tensor asGiven(String input, Tensor value) throws RuntimeFailureException {
    return switch (typeOf(input)) {
      case FLOAT16 ->
          rounded(value, v -> Fp16Conversions.fp16ToFloat(Fp16Conversions.floatToFp16(v)));
      case BFLOAT16 ->
          rounded(value, v -> Fp16Conversions.bf16ToFloat(Fp16Conversions.floatToBf16(v)));
      default -> value;
    };
  }

  private interface FloatFunction {
    float apply(float value);
  }

  private static Tensor rounded(Tensor value, FloatFunction rounding) {
    float[] out = value.toFloats();
    for (int i = 0; i < out.length; i++) {
      out[i] = rounding.apply(out[i]);
    }
    return Tensor.ofFloats(value.shape(), out);
  }

  private OnnxJavaType typeOf(String input) throws RuntimeFailureException {
    try {
      return declared(input).type;
    } catch (OrtException e) {
      throw new RuntimeFailureException(name + ": " + firstLine(e), e);
    }
  }

  /**
   * The first output for one sample of the first input.
   *
   * @throws RuntimeFailureException if the run fails
   */
  public double[] run(float[] x) throws RuntimeFailureException {
    return run(new float[][] {x})[0];
  }

  /**
   * The first output for many samples of the first input.
   *
   * @throws RuntimeFailureException if a run fails
   */
  public double[][] run(float[][] samples) throws RuntimeFailureException {
    double[][] outputs = new double[samples.length][];
    int done = 0;
    while (done < samples.length) {
      int count = Math.min(batch.most(), samples.length - done);
      try {
        int rows = batch.rows(count);
        double[] flat = outputs(batch.joined(samples, done, count), count);
        if (flat.length % rows != 0) {
          throw new OrtException(flat.length + " outputs for " + rows + " samples");
        }
        int size = flat.length / rows;
        for (int i = 0; i < count; i++) {
          outputs[done + i] = Arrays.copyOfRange(flat, i * size, (i + 1) * size);
        }
        done += count;
      } catch (OrtException e) {
        // A symbolic leading extent need not mean that any number goes.
        if (!batch.shrink()) {
          throw failure(e);
        }
      }
    }
    return outputs;
  }

  private double[] outputs(float[] flat, int count) throws OrtException {
    Input first = graph.inputs().get(0);
    Tensor x = Tensor.ofFloats(Shape.of(flat.length), flat);
    String output = graph.outputs().get(0);
    Map<String, long[]> dims = Map.of(first.name(), batch.dims(count));
    Tensor y = run(Map.of(first.name(), x), dims, Set.of(output)).get(output);
    if (y == null) {
      throw new IllegalStateException("ONNX Runtime knows no output '" + output + "'");
    }
    return y.toDoubles();
  }

  /**
   * All outputs of the graph, in its order, for one value of each of its inputs.
   *
   * @throws RuntimeFailureException if the run fails
   */
  public Map<String, Tensor> run(Map<String, Tensor> inputs) throws RuntimeFailureException {
    try {
      Map<String, Tensor> outputs = run(inputs, Map.of(), Set.copyOf(graph.outputs()));
      Map<String, Tensor> ordered = new LinkedHashMap<>();
      for (String output : graph.outputs()) {
        Tensor value = outputs.get(output);
        if (value != null) {
          ordered.put(output, value);
        }
      }
      return ordered;
    } catch (OrtException e) {
      throw failure(e);
    }
  }

  private Map<String, Tensor> run(
      Map<String, Tensor> inputs, Map<String, long[]> dims, Set<String> wanted)
      throws OrtException {
    Map<String, Tensor> all = new LinkedHashMap<>(bound);
    all.putAll(inputs);
    Map<String, OnnxTensor> given = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, Tensor> entry : all.entrySet()) {
        Tensor tensor = entry.getValue();
        long[] extents = dims.get(entry.getKey());
        if (extents == null) {
          extents = Arrays.stream(tensor.shape().toArray()).asLongStream().toArray();
        }
        OnnxJavaType type = declared(entry.getKey()).type;
        given.put(entry.getKey(), RuntimeTensors.of(tensor, type, extents));
      }
      Map<String, Tensor> outputs = new LinkedHashMap<>();
      try (OrtSession.Result result = session.run(given, wanted)) {
        for (Map.Entry<String, OnnxValue> entry : result) {
          if (!(entry.getValue() instanceof OnnxTensor tensor)) {
            throw new OrtException("output '" + entry.getKey() + "' is no tensor");
          }
          outputs.put(entry.getKey(), RuntimeTensors.read(tensor));
        }
      }
      return outputs;
    } finally {
      given.values().forEach(OnnxTensor::close);
    }
  }

  private TensorInfo declared(String input) throws OrtException {
    NodeInfo info = session.getInputInfo().get(input);
    if (info == null || !(info.getInfo() instanceof TensorInfo declared)) {
      throw new OrtException("it has no tensor input '" + input + "'");
    }
    return declared;
  }

  private RuntimeFailureException failure(OrtException e) {
    return new RuntimeFailureException(name + ": ONNX Runtime cannot run it: " + firstLine(e), e);
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
