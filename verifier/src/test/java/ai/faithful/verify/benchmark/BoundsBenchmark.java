package ai.faithful.verify.benchmark;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Op;
import ai.faithful.ir.pass.Classifier;
import ai.faithful.ir.pass.Passes;
import ai.faithful.onnx.OnnxReader;
import ai.faithful.verify.bound.BoundSettings;
import ai.faithful.verify.bound.Box;
import ai.faithful.verify.bound.LinearBounds;
import ai.faithful.verify.bound.Method;
import ai.faithful.verify.certificate.PairBenchmark;
import ai.faithful.verify.rule.Precision;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * Bounds and times of this verifier, one JSON object for each run, as docs/benchmarks/lirpa.py
 * prints those of auto_LiRPA.
 *
 * <pre>
 * margins MODEL DATA COUNT EPS METHOD ITERATIONS REPEATS THREADS PRECISION
 * pair TEACHER STUDENT DATA COUNT EPS METHOD ITERATIONS REPEATS THREADS PRECISION
 * </pre>
 */
public final class BoundsBenchmark {
  private BoundsBenchmark() {}

  /** What is timed; returns the mean over the images of the result. */
  public interface Task {
    double run(NDManager manager);
  }

  public static void main(String[] args) throws Exception {
    boolean pair = args[0].equals("pair");
    int at = pair ? 3 : 2;
    int count = Integer.parseInt(args[at + 1]);
    Images images = Images.of(Path.of(args[at]), count);
    double eps = Double.parseDouble(args[at + 2]);
    BoundSettings settings =
        BoundSettings.CROWN
            .withMethod(Method.valueOf(args[at + 3]))
            .withIterations(Integer.parseInt(args[at + 4]))
            .withThreads(Integer.parseInt(args[at + 6]))
            .withPrecision(Precision.valueOf(args[at + 7]));
    int repeats = Integer.parseInt(args[at + 5]);
    Graph first = logits(args[1]);
    String models = quoted(args[1]) + (pair ? ", " + quoted(args[2]) : "");
    try (NDManager manager = settings.newManager()) {
      String key = pair ? "meanBound" : "meanMargin";
      if (pair) {
        try (PairBenchmark task =
            new PairBenchmark(
                first,
                logits(args[2]),
                manager,
                settings,
                images.x(),
                images.labels(),
                args[at + 2])) {
          report(args, first, models, key, settings, count, eps, manager, task, repeats);
        }
      } else {
        try (LinearBounds bounds = LinearBounds.of(first, manager, settings)) {
          Task task = scope -> margin(bounds, scope, images, eps);
          report(args, first, models, key, settings, count, eps, manager, task, repeats);
        }
      }
    }
  }

  private static Graph logits(String file) throws Exception {
    return Passes.simplify(Classifier.of(OnnxReader.read(Path.of(file)).graph()).logits());
  }

  private static String quoted(String file) {
    return '"' + String.valueOf(Path.of(file).getFileName()) + '"';
  }

  private static void report(
      String[] args,
      Graph graph,
      String models,
      String key,
      BoundSettings settings,
      int count,
      double eps,
      NDManager manager,
      Task task,
      int repeats) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    int[] rectified =
        graph.nodes().stream()
            .filter(node -> node.op() instanceof Op.Relu)
            .mapToInt(node -> node.shape().size())
            .toArray();
    int depth = rectified.length;
    int width = Arrays.stream(rectified).max().orElse(0);
    double wall = Double.POSITIVE_INFINITY;
    double processor = Double.POSITIVE_INFINITY;
    double mean = Double.NaN;
    for (int i = 0; i < repeats; i++) {
      try (NDManager scope = manager.newSubManager()) {
        long start = System.nanoTime();
        long startProcessor = system.getProcessCpuTime();
        mean = task.run(scope);
        processor = Math.min(processor, (system.getProcessCpuTime() - startProcessor) / 1e9);
        wall = Math.min(wall, (System.nanoTime() - start) / 1e9);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "{\"tool\": \"faithful\", \"what\": \"%s\", \"models\": [%s], \"count\": %d, \"eps\": %s,"
            + " \"depth\": %d, \"width\": %d, \"method\": \"%s\", \"iterations\": %d,"
            + " \"precision\": \"%s\", \"seconds\": %.4f, \"processor\": %.4f, \"%s\": %.6f}%n",
        args[0],
        models,
        count,
        eps,
        depth,
        width,
        settings.method().word(),
        settings.iterations(),
        settings.precision(),
        wall,
        processor,
        key,
        mean);
  }

  /** The mean over images of the smallest bound of z_label - z_j. */
  private static double margin(LinearBounds bounds, NDManager scope, Images images, double eps) {
    Graph graph = bounds.network().graph();
    int count = images.x().length;
    double[][] low = new double[count][];
    double[][] high = new double[count][];
    for (int b = 0; b < count; b++) {
      float[] x = images.x()[b];
      low[b] = new double[x.length];
      high[b] = new double[x.length];
      for (int k = 0; k < x.length; k++) {
        low[b][k] = Math.max(0, x[k] - eps);
        high[b][k] = Math.min(1, x[k] + eps);
      }
    }
    var input = graph.inputs().get(0);
    Map<String, Box> inputs =
        Map.of(
            input.name(),
            Box.of(scope, input.shape(), low, high, bounds.settings().precision().type()));
    Map<String, Box> boxes = bounds.intermediate(inputs);
    String output = graph.outputs().get(0);
    int classes = graph.shapeOf(output).size();
    double[][][] rows = new double[count][classes - 1][classes];
    for (int b = 0; b < count; b++) {
      int at = 0;
      for (int j = 0; j < classes; j++) {
        if (j != images.labels()[b]) {
          rows[b][at][images.labels()[b]] = 1;
          rows[b][at++][j] = -1;
        }
      }
    }
    double[][] found =
        bounds.lowerBound(
            inputs, boxes, Map.of(output, rows), new double[count][classes - 1], false);
    return Arrays.stream(found)
        .mapToDouble(own -> Arrays.stream(own).min().orElse(0))
        .average()
        .orElse(Double.NaN);
  }
}
