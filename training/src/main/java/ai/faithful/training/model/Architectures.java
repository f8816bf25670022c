package ai.faithful.training.model;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.List;
import java.util.Random;

/**
 * Builds untrained classifiers: one input "input", one output "logits" [1, classes], constants
 * layerN.weight and layerN.bias. Weights start uniform in +-1/sqrt(fan-in), biases at zero. Every
 * constant of such a graph is a trainable parameter.
 *
 * <p>The usual wider start (He: six times the variance) trains as well, but weights on pixels that
 * are blank in all of the data stay what they were at the start, and a certificate has to count
 * them: on MNIST they alone make it worthless.
 */
public final class Architectures {
  private final GraphBuilder graph;
  private final Random random;
  private int layer;

  private Architectures(String name, long seed) {
    this.graph = new GraphBuilder(name);
    // Its algorithm is part of its specification: the same weights on every Java.
    this.random = new Random(seed);
  }

  /**
   * Builds the graph.
   *
   * @param sample shape of one image, channels first
   * @throws IllegalArgumentException if a kernel does not fit into the image
   */
  public static Graph build(Architecture architecture, Shape sample, int classes, long seed) {
    Architectures builder = new Architectures(architecture.spec(), seed);
    String value;
    List<Integer> hidden;
    if (architecture instanceof Architecture.Cnn cnn) {
      value = builder.graph.input("input", sample.prepend(1));
      for (Architecture.Convolution convolution : cnn.convolutions()) {
        value = builder.convolution(value, convolution);
      }
      Shape flat = Shape.of(1, builder.graph.shapeOf(value).size());
      value = builder.graph.add("flat", new Op.Reshape(flat), value);
      hidden = cnn.hidden();
    } else {
      value = builder.graph.input("input", Shape.of(1, sample.size()));
      hidden = ((Architecture.Mlp) architecture).hidden();
    }
    for (int width : hidden) {
      value = builder.relu(builder.dense(value, width, "layer" + builder.layer));
    }
    return builder.graph.build(builder.dense(value, classes, "logits"));
  }

  private String dense(String value, int width, String name) {
    int fanIn = graph.shapeOf(value).dim(1);
    String weight = weight(Shape.of(fanIn, width), fanIn);
    String product = graph.add("layer" + layer + ".product", new Op.MatMul(), value, weight);
    return bias(product, Shape.of(width), name);
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
    return relu(bias(product, Shape.of(convolution.channels(), 1, 1), "layer" + layer));
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

  private String bias(String product, Shape shape, String name) {
    Tensor zeros = Tensor.ofFloats(shape, new float[shape.size()]);
    String bias = graph.constant("layer" + layer + ".bias", zeros);
    layer++;
    return graph.add(name, new Op.Add(), product, bias);
  }
}
