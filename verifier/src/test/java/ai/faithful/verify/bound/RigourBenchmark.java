package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Graph;
import ai.faithful.ir.pass.Classifier;
import ai.faithful.ir.pass.Passes;
import ai.faithful.onnx.OnnxReader;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Scope;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What rigour costs: processor time of the same bounds with and without it, in turns, on one thread
 * (with {@code -Dai.djl.pytorch.num_threads=1}).
 */
public final class RigourBenchmark {
  private RigourBenchmark() {}

  /** MODEL IMAGES(idx3-ubyte.gz) COUNT EPS METHOD ITERATIONS REPEATS */
  public static void main(String[] args) throws Exception {
    Graph graph =
        Passes.simplify(Classifier.of(OnnxReader.read(Path.of(args[0])).graph()).logits());
    int count = Integer.parseInt(args[2]);
    int size = graph.inputs().get(0).shape().size();
    double eps = Double.parseDouble(args[3]);
    double[][] low = new double[count][size];
    double[][] high = new double[count][size];
    try (InputStream in = new GZIPInputStream(Files.newInputStream(Path.of(args[1])))) {
      in.readNBytes(16);
      for (int b = 0; b < count; b++) {
        byte[] image = in.readNBytes(size);
        for (int i = 0; i < size; i++) {
          low[b][i] = Math.max(0, (image[i] & 0xff) / 255.0 - eps);
          high[b][i] = Math.min(1, (image[i] & 0xff) / 255.0 + eps);
        }
      }
    }
    BoundSettings settings =
        BoundSettings.CROWN
            .withMethod(Method.valueOf(args[4]))
            .withIterations(Integer.parseInt(args[5]))
            .withThreads(1);
    int repeats = Integer.parseInt(args[6]);
    double[] rigorous = new double[repeats];
    double[] plain = new double[repeats];
    try (NDManager manager = NDManager.newBaseManager()) {
      Network network = Network.of(graph, manager, DataType.FLOAT64);
      Network searching =
          settings.method() == Method.ALPHA_CROWN
              ? Network.of(graph, manager, DataType.FLOAT32)
              : null;
      for (int i = -2; i < repeats; i++) {
        double with = seconds(network, searching, settings, low, high, Rounding.RIGOROUS);
        double without = seconds(network, searching, settings, low, high, Rounding.NONE);
        if (i >= 0) {
          rigorous[i] = with;
          plain[i] = without;
        }
      }
    }
    Arrays.sort(rigorous);
    Arrays.sort(plain);
    System.out.printf(
        Locale.ROOT,
        "rigorous %.4f s, plain %.4f s (medians of %d), ratio %.3f; least %.4f and %.4f, ratio"
            + " %.3f%n",
        rigorous[repeats / 2],
        plain[repeats / 2],
        repeats,
        rigorous[repeats / 2] / plain[repeats / 2],
        rigorous[0],
        plain[0],
        rigorous[0] / plain[0]);
  }

  @SuppressWarnings("try") // the scope frees what is made inside it
  private static double seconds(
      Network network,
      @Nullable Network searching,
      BoundSettings settings,
      double[][] low,
      double[][] high,
      Rounding rounding) {
    Graph graph = network.graph();
    String output = graph.outputs().get(0);
    int classes = graph.shapeOf(output).size();
    int count = low.length;
    try (NDManager manager = network.manager().newSubManager();
        LinearBounds bounds = new LinearBounds(network, searching, settings, rounding);
        Scope scope = new Scope()) {
      long start = processorTime();
      Box box = Box.of(manager, graph.inputs().get(0).shape(), low, high, DataType.FLOAT64);
      Map<String, Box> inputs = Map.of(graph.inputs().get(0).name(), box);
      Map<String, Box> boxes = bounds.intermediate(inputs);
      NDArray unit = manager.eye(classes, classes, 0, DataType.FLOAT64);
      NDArray rows =
          unit.sub(unit.get("0:1")).get("1:").reshape(new Shape(1, classes - 1, classes));
      NDArray all = rows.repeat(0, count);
      Shape own = Layout.dims(count, graph.shapeOf(output));
      long[] dims = new long[own.dimension() + 1];
      dims[0] = count;
      dims[1] = classes - 1L;
      System.arraycopy(own.getShape(), 1, dims, 2, own.dimension() - 1);
      NDArray constant = manager.zeros(new Shape(count, classes - 1), DataType.FLOAT64);
      bounds
          .lowerBound(
              inputs, boxes, new Rows(Map.of(output, all.reshape(new Shape(dims))), constant))
          .toDoubleArray();
      return (processorTime() - start) / 1e9;
    }
  }

  /**
   * Nanoseconds of this thread, which does everything: less sensitive than a clock to what else the
   * machine does, and finer than the time of the process, which steps by 10 ms.
   */
  private static long processorTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
