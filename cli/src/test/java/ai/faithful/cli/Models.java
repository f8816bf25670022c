package ai.faithful.cli;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.OnnxWriter;
import ai.faithful.onnx.WriteOptions;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.data.Datasets;
import ai.faithful.training.data.Split;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/** Small ONNX files for black-box tests. */
final class Models {
  private Models() {}

  /** A classifier with one hidden layer of rectifiers and weights drawn from a seed. */
  static Path mlp(Path file, int inputs, int classes, long seed) throws Exception {
    Random random = new Random(seed);
    int hidden = 6;
    GraphBuilder builder = new GraphBuilder("mlp");
    String x = builder.input("input", Shape.of(1, inputs));
    String w1 = builder.constant("w1", weights(random, inputs, hidden));
    String w2 = builder.constant("w2", weights(random, hidden, classes));
    String h = builder.add("h", new Op.Relu(), builder.add("z", new Op.MatMul(), x, w1));
    Graph graph = builder.build(builder.add("logits", new Op.MatMul(), h, w2));
    OnnxWriter.write(graph, file, WriteOptions.standard());
    return file;
  }

  private static Tensor weights(Random random, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() / Math.sqrt(rows));
    }
    return Tensor.ofFloats(Shape.of(rows, columns), values);
  }

  /**
   * A linear classifier of the embedded digits by the nearest mean image, right about most of them.
   *
   * @param noise standard deviation of what is added to the means
   */
  static Path digits(Path file, double noise, long seed) throws Exception {
    Dataset data = Datasets.load("digits", Optional.empty(), Split.TRAIN);
    int pixels = data.sampleShape().size();
    double[][] means = new double[data.classes()][pixels];
    int[] counts = new int[data.classes()];
    for (int i = 0; i < data.size(); i++) {
      counts[data.labels()[i]]++;
      for (int p = 0; p < pixels; p++) {
        means[data.labels()[i]][p] += data.images()[i][p];
      }
    }
    Random random = new Random(seed);
    float[] weights = new float[pixels * data.classes()];
    float[] biases = new float[data.classes()];
    for (int c = 0; c < data.classes(); c++) {
      for (int p = 0; p < pixels; p++) {
        double mean = means[c][p] / counts[c] + noise * random.nextGaussian();
        weights[p * data.classes() + c] = (float) (2 * mean);
        biases[c] -= (float) (mean * mean);
      }
    }
    GraphBuilder builder = new GraphBuilder("digits");
    String x = builder.input("input", Shape.of(1, pixels));
    String w = builder.constant("w", Tensor.ofFloats(Shape.of(pixels, data.classes()), weights));
    String b = builder.constant("b", Tensor.ofFloats(Shape.of(data.classes()), biases));
    String product = builder.add("product", new Op.MatMul(), x, w);
    Graph graph = builder.build(builder.add("logits", new Op.Add(), product, b));
    OnnxWriter.write(graph, file, WriteOptions.standard());
    return file;
  }

  /** The first part of a good file. */
  static Path truncated(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(mlp(file, 4, 3, 1));
    return Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
  }

  /** A good file whose rectifier is called by a name that no operator has. */
  static Path unknownOperator(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(mlp(file, 4, 3, 1));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return Files.write(file, text.replace("Relu", "Rulu").getBytes(StandardCharsets.ISO_8859_1));
  }
}
