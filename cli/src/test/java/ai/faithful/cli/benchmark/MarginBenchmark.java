package ai.faithful.cli.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Graph;
import ai.faithful.ir.pass.Classifier;
import ai.faithful.ir.pass.Passes;
import ai.faithful.onnx.OnnxReader;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.data.Datasets;
import ai.faithful.training.data.Split;
import ai.faithful.verify.bound.BoundSettings;
import ai.faithful.verify.bound.Box;
import ai.faithful.verify.bound.LinearBounds;
import ai.faithful.verify.bound.Method;
import ai.faithful.verify.bound.Rows;
import ai.faithful.verify.rule.Precision;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Margins of one network: bounds and time by method. */
public final class MarginBenchmark {
  private MarginBenchmark() {}

  /** MODEL DATA DATA_DIR COUNT EPS METHOD ITERATIONS PRECISION THREADS REPEATS */
  public static void main(String[] args) throws Exception {
    Graph graph =
        Passes.simplify(Classifier.of(OnnxReader.read(Path.of(args[0])).graph()).logits());
    int count = Integer.parseInt(args[3]);
    Dataset data = Datasets.load(args[1], Optional.of(Path.of(args[2])), Split.TEST).first(count);
    double eps = Double.parseDouble(args[4]);
    BoundSettings settings =
        BoundSettings.CROWN
            .withMethod(Method.valueOf(args[5]))
            .withIterations(Integer.parseInt(args[6]))
            .withPrecision(Precision.valueOf(args[7]))
            .withThreads(Integer.parseInt(args[8]));
    int repeats = Integer.parseInt(args[9]);
    try (NDManager manager = NDManager.newBaseManager();
        LinearBounds bounds = LinearBounds.of(graph, manager, settings)) {
      double best = Double.POSITIVE_INFINITY;
      double mean = 0;
      var system =
          (com.sun.management.OperatingSystemMXBean)
              java.lang.management.ManagementFactory.getOperatingSystemMXBean();
      double cpu = Double.POSITIVE_INFINITY;
      Sampler sampler = new Sampler();
      for (int i = 0; i < repeats; i++) {
        if (i == repeats / 3 && System.getProperty("sample") != null) {
          sampler.start();
        }
        try (NDManager scope = manager.newSubManager()) {
          long start = System.nanoTime();
          long startCpu = system.getProcessCpuTime();
          double[][] low = new double[count][];
          double[][] high = new double[count][];
          for (int b = 0; b < count; b++) {
            float[] x = data.images()[b];
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
                  Box.of(scope, input.shape(), low, high, settings.precision().type()));
          Map<String, Box> boxes = bounds.intermediate(inputs);
          int classes = graph.shapeOf(graph.outputs().get(0)).size();
          float[] a = new float[count * (classes - 1) * classes];
          int at = 0;
          for (int b = 0; b < count; b++) {
            for (int j = 0; j < classes; j++) {
              if (j != data.labels()[b]) {
                a[at * classes + data.labels()[b]] = 1;
                a[at++ * classes + j] = -1;
              }
            }
          }
          Shape shape = new Shape(count, classes - 1);
          for (int d : graph.shapeOf(graph.outputs().get(0)).dims()) {
            shape = shape.add(d);
          }
          Rows rows =
              new Rows(
                  Map.of(
                      graph.outputs().get(0),
                      scope.create(a, shape).toType(settings.precision().type(), false)),
                  scope.zeros(new Shape(count, classes - 1), settings.precision().type()));
          NDArray bound = bounds.lowerBound(inputs, boxes, rows);
          mean =
              bound
                  .min(new int[] {1})
                  .toType(ai.djl.ndarray.types.DataType.FLOAT64, false)
                  .mean()
                  .getDouble();
          cpu = Math.min(cpu, (system.getProcessCpuTime() - startCpu) / 1e9);
          best = Math.min(best, (System.nanoTime() - start) / 1e9);
        }
      }
      if (System.getProperty("sample") != null) {
        sampler.print();
      }
      System.out.printf(
          Locale.ROOT,
          "%s eps %s %s %s mean smallest margin %.4f best of %d: %.3f s, cpu %.3f%n",
          Path.of(args[0]).getFileName(),
          args[4],
          args[5],
          args[7],
          mean,
          repeats,
          best,
          cpu);
    }
  }
}
