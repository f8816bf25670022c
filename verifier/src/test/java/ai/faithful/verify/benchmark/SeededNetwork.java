package ai.faithful.verify.benchmark;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.OnnxWriter;
import ai.faithful.onnx.WriteOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Networks of any size for benchmarks, with weights drawn from a seed.
 *
 * <pre>
 * residual SEED FILE                      two residual blocks on 3x32x32, 8,292 ReLUs
 * dense SEED FILE INPUTS WIDTH DEPTH      fully connected, DEPTH hidden layers
 * </pre>
 */
public final class SeededNetwork {
  private final GraphBuilder builder;
  private final Random random;
  private int layers;

  private SeededNetwork(String name, long seed) {
    this.builder = new GraphBuilder(name);
    this.random = new Random(seed);
  }

  public static void main(String[] args) throws Exception {
    long seed = Long.parseLong(args[1]);
    Graph graph =
        args[0].equals("residual")
            ? residual(seed)
            : dense(
                seed,
                Integer.parseInt(args[3]),
                Integer.parseInt(args[4]),
                Integer.parseInt(args[5]));
    OnnxWriter.write(graph, Path.of(args[2]), WriteOptions.standard());
  }

  /** A stem to 8x16x16, a block there, one that halves to 16x8x8, 100, 10 logits. */
  public static Graph residual(long seed) {
    SeededNetwork network = new SeededNetwork("residual", seed);
    String x = network.builder.input("x", Shape.of(1, 3, 32, 32));
    x = network.relu(network.convolution(x, 8, 3, 2));
    x = network.block(x, 8, 1);
    x = network.block(x, 16, 2);
    x = network.builder.add("flat", new Op.Reshape(Shape.of(1, 16 * 8 * 8)), x);
    x = network.relu(network.layer(x, 100));
    return network.builder.build(network.layer(x, 10));
  }

  /** Fully connected. */
  public static Graph dense(long seed, int inputs, int width, int depth) {
    SeededNetwork network = new SeededNetwork("dense", seed);
    String x = network.builder.input("x", Shape.of(1, inputs));
    for (int i = 0; i < depth; i++) {
      x = network.relu(network.layer(x, width));
    }
    return network.builder.build(network.layer(x, 10));
  }

  private String block(String x, int channels, int stride) {
    String inner = relu(convolution(x, channels, 3, stride));
    String outer = convolution(inner, channels, 3, 1);
    String shortcut = stride == 1 ? x : convolution(x, channels, 1, stride);
    return relu(builder.add("sum" + ++layers, new Op.Add(), outer, shortcut));
  }

  private String relu(String x) {
    return builder.add("h" + ++layers, new Op.Relu(), x);
  }

  private String convolution(String x, int channels, int size, int stride) {
    int in = builder.shapeOf(x).dim(1);
    List<Integer> pads = List.of(size / 2, size / 2);
    List<Integer> strides = List.of(stride, stride);
    Op conv = new Op.Conv(strides, pads, pads, List.of(1, 1), 1);
    String kernel = constant("k", Math.sqrt(1.0 / (in * size * size)), channels, in, size, size);
    String z = builder.add("c" + ++layers, conv, x, kernel);
    return builder.add("z" + layers, new Op.Add(), z, constant("b", 0.1, channels, 1, 1));
  }

  private String layer(String x, int out) {
    int in = builder.shapeOf(x).dim(1);
    String w = constant("w", Math.sqrt(1.5 / in), in, out);
    String z = builder.add("m" + ++layers, new Op.MatMul(), x, w);
    return builder.add("z" + layers, new Op.Add(), z, constant("b", 0.1, out));
  }

  private String constant(String name, double deviation, int... dims) {
    Shape shape = Shape.of(dims);
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return builder.constant(name + ++layers, Tensor.ofFloats(shape, values));
  }
}
