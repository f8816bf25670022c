package ai.faithful.cli;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.training.data.DataException;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.data.Datasets;
import ai.faithful.training.data.Split;
import ai.faithful.verify.runtime.Parity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The inputs that {@link Run} compares at: examples of a data set, or random ones. */
final class ComparisonPoints {
  private final Run options;
  private final Graph graph;

  ComparisonPoints(Run options, Graph graph) {
    this.options = options;
    this.graph = graph;
  }

  List<Parity.Point> all() throws DataException {
    boolean data = options.data.given();
    List<Parity.Point> points = new ArrayList<>();
    if (data) {
      examples(points);
    }
    Integer random = options.random;
    if (random != null || !data) {
      random(random == null ? 100 : random, points);
    }
    return points;
  }

  private void examples(List<Parity.Point> points) throws DataException {
    if (options.count < 1) {
      throw CliException.usage("--count is " + options.count + ", must be at least 1");
    }
    if (graph.inputs().size() != 1) {
      throw CliException.usage(
          "--data fills one input, the model has "
              + graph.inputs().stream().map(Input::name).toList()
              + "; choose one by --input and bind the others by --bind");
    }
    Dataset data =
        Datasets.load(
                options.data.name(),
                options.data.directory(),
                Split.TEST,
                options.reading.reading())
            .first(options.count);
    Input input = graph.inputs().get(0);
    for (int i = 0; i < data.size(); i++) {
      float[] x = data.images()[i];
      if (x.length != input.shape().size()) {
        throw CliException.usage(
            "an example of "
                + options.data.name()
                + " has "
                + x.length
                + " elements, the input '"
                + (input.name() + "' has " + input.shape()));
      }
      Map<String, Tensor> inputs = Map.of(input.name(), Tensor.ofFloats(input.shape(), x.clone()));
      points.add(new Parity.Point("example " + i + " of " + options.data.name(), inputs));
    }
  }

  private void random(int count, List<Parity.Point> points) {
    if (count < 1) {
      throw CliException.usage("--random is " + count + ", must be at least 1");
    }
    double[] range = range();
    Random random = new Random(options.seed);
    for (int p = 0; p < count; p++) {
      Map<String, Tensor> inputs = new LinkedHashMap<>();
      for (Input input : graph.inputs()) {
        inputs.put(input.name(), random(input.shape(), range, random));
      }
      points.add(new Parity.Point("random input " + p + " of seed " + options.seed, inputs));
    }
  }

  private static Tensor random(Shape shape, double[] range, Random random) {
    float[] x = new float[shape.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (range[0] + (range[1] - range[0]) * random.nextDouble());
    }
    return Tensor.ofFloats(shape, x);
  }

  private double[] range() {
    // A colon is what this option took first.
    String[] ends = options.range.split("[,:]", -1);
    try {
      double least = Double.parseDouble(ends[0].strip());
      double most = Double.parseDouble(ends[ends.length - 1].strip());
      if (ends.length == 2 && least <= most && Double.isFinite(most - least)) {
        return new double[] {least, most};
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw CliException.usage("--range is '" + options.range + "', must be such as 0,1");
  }
}
