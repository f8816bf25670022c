package ai.faithful.training.model;

import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.training.model.Trainable.Norm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Builds untrained classifiers: one input "input", one output "logits" [1, classes], constants
 * layerN.weight and layerN.bias (layerN.scale and layerN.shift where a layer is normalised).
 * Weights start uniform in +-1/sqrt(fan-in), biases at zero. Every constant of such a graph is a
 * trainable parameter.
 *
 * <p>The usual wider start (He: six times the variance) trains as well, but weights on pixels that
 * are blank in all of the data stay what they were at the start, and a certificate has to count
 * them: on MNIST they alone make it worthless.
 */
public final class Architectures {
  private final GraphBuilder graph;
  private final Random random;
  private final boolean normalised;
  private final List<Norm> norms = new ArrayList<>();
  private int layer;

  private Architectures(String name, long seed, boolean normalised) {
    this.graph = new GraphBuilder(name);
    // Its algorithm is part of its specification: the same weights on every Java.
    this.random = new Random(seed);
    this.normalised = normalised;
  }

  /**
   * Builds the graph.
   *
   * @param sample shape of one image, channels first
   * @throws IllegalArgumentException if a kernel does not fit into the image
   */
  public static Trainable build(Architecture architecture, Shape sample, int classes, long seed) {
    boolean normalised =
        (architecture instanceof Architecture.Cnn cnn && cnn.normalised())
            || (architecture instanceof Architecture.ResNet net && net.normalised());
    Architectures builder = new Architectures(architecture.spec(), seed, normalised);
    String value = builder.hidden(architecture, sample);
    String weighted = builder.product(value, classes);
    return new Trainable(builder.graph.build(builder.bias(weighted, "logits")), builder.norms);
  }

  private String hidden(Architecture architecture, Shape sample) {
    if (architecture instanceof Architecture.Mlp mlp) {
      String value = graph.input("input", Shape.of(1, sample.size()));
      return dense(value, mlp.hidden());
    }
    String value = graph.input("input", sample.prepend(1));
    if (architecture instanceof Architecture.Cnn cnn) {
      for (Architecture.Convolution convolution : cnn.convolutions()) {
        value = relu(convolution(value, convolution));
      }
      return dense(flat(value), cnn.hidden());
    }
    Architecture.ResNet net = (Architecture.ResNet) architecture;
    value = relu(convolution(value, new Architecture.Convolution(net.width(), 3, 2)));
    for (int block = 0; block < net.blocks(); block++) {
      value = residual(value, 2 * net.width(), block == 0 ? 2 : 1);
    }
    return dense(flat(value), List.of(Architecture.ResNet.HIDDEN));
  }

  /** relu(conv(relu(conv(x))) + x), the x added through a 1x1 convolution where shapes differ. */
  private String residual(String value, int channels, int stride) {
    String first = relu(convolution(value, new Architecture.Convolution(channels, 3, stride)));
    String second = convolution(first, new Architecture.Convolution(channels, 3, 1));
    String around =
        graph.shapeOf(value).equals(graph.shapeOf(second))
            ? value
            : convolution(value, new Architecture.Convolution(channels, 1, stride));
    return relu(graph.add(second + ".joined", new Op.Add(), second, around));
  }

  private String flat(String value) {
    Shape flat = Shape.of(1, graph.shapeOf(value).size());
    return graph.add("flat", new Op.Reshape(flat), value);
  }

  private String dense(String value, List<Integer> widths) {
    String last = value;
    for (int width : widths) {
      last = relu(shifted(product(last, width), Shape.of(width)));
    }
    return last;
  }

  private String product(String value, int width) {
    int fanIn = graph.shapeOf(value).dim(1);
    String weight = weight(Shape.of(fanIn, width), fanIn);
    return graph.add("layer" + layer + ".product", new Op.MatMul(), value, weight);
  }

  private String convolution(String value, Architecture.Convolution convolution) {
    int channels = graph.shapeOf(value).dim(1);
    int kernel = convolution.kernel();
    Shape shape = Shape.of(convolution.channels(), channels, kernel, kernel);
    String weight = weight(shape, channels * kernel * kernel);
    int pad = convolution.pad();
    List<Integer> strides = List.of(convolution.stride(), convolution.stride());
    List<Integer> pads = List.of(pad, pad);
    Op conv = new Op.Conv(strides, pads, pads, List.of(1, 1), 1);
    String product = graph.add("layer" + layer + ".product", conv, value, weight);
    return shifted(product, Shape.of(convolution.channels(), 1, 1));
  }

  /** With a bias, or normalised. */
  private String shifted(String product, Shape shape) {
    if (!normalised) {
      return bias(product, "layer" + layer);
    }
    String name = "layer" + layer;
    float[] ones = new float[shape.size()];
    Arrays.fill(ones, 1);
    String scale = graph.constant(name + ".scale", Tensor.ofFloats(shape, ones));
    Tensor zeros = Tensor.ofFloats(shape, new float[shape.size()]);
    String shift = graph.constant(name + ".shift", zeros);
    String scaled = graph.add(name + ".scaled", new Op.Mul(), product, scale);
    String value = graph.add(name, new Op.Add(), scaled, shift);
    norms.add(new Norm(product, scaled, value, scale, shift));
    layer++;
    return value;
  }

  private String relu(String value) {
    return graph.add(value + ".relu", new Op.Relu(), value);
  }

  private String weight(Shape shape, int fanIn) {
    double reach = 1 / Math.sqrt(fanIn);
    float[] elements = new float[shape.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) (reach * (2 * random.nextDouble() - 1));
    }
    return graph.constant("layer" + layer + ".weight", Tensor.ofFloats(shape, elements));
  }

  private String bias(String product, String name) {
    Shape value = graph.shapeOf(product);
    Shape shape = value.rank() == 4 ? Shape.of(value.dim(1), 1, 1) : Shape.of(value.dim(1));
    Tensor zeros = Tensor.ofFloats(shape, new float[shape.size()]);
    String bias = graph.constant("layer" + layer + ".bias", zeros);
    layer++;
    return graph.add(name, new Op.Add(), product, bias);
  }
}
