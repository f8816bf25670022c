package ai.faithful.verify.certificate;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.pass.Classifier.Head;
import java.util.Random;

/** Small networks made of random numbers. */
final class Networks {
  private Networks() {}

  /** Rectified layers of the given widths, the input's first and the classes' last. */
  static Graph mlp(String name, long seed, double scale, int... widths) {
    Random random = new Random(seed);
    GraphBuilder b = new GraphBuilder(name);
    String value = b.input("x", Shape.of(1, widths[0]));
    for (int layer = 1; layer < widths.length; layer++) {
      int in = widths[layer - 1];
      int out = widths[layer];
      String w = b.constant("w" + layer, normal(random, scale * Math.sqrt(2.0 / in), in, out));
      String bias = b.constant("b" + layer, normal(random, 0.1, out));
      value = b.add("product" + layer, new Op.MatMul(), value, w);
      value = b.add("sum" + layer, new Op.Add(), value, bias);
      if (layer < widths.length - 1) {
        value = b.add("relu" + layer, new Op.Relu(), value);
      }
    }
    return b.build(value);
  }

  /** The same with a softmax behind. */
  static Graph withSoftmax(Graph graph) {
    return withHead(graph, Head.SOFTMAX);
  }

  /** The same with a softmax behind, or its logarithm. */
  static Graph withHead(Graph graph, Head head) {
    if (head == Head.LOGITS) {
      return graph;
    }
    GraphBuilder b = new GraphBuilder(graph.name() + " with " + head);
    graph.inputs().forEach(i -> b.input(i.name(), i.shape()));
    graph.constants().forEach(b::constant);
    graph.nodes().forEach(n -> b.add(n.name(), n.op(), n.inputs().toArray(String[]::new)));
    Op last = head == Head.SOFTMAX ? new Op.Softmax(1) : new Op.LogSoftmax(1);
    return b.build(b.add("softmax", last, graph.outputs().get(0)));
  }

  /** Normal float32 numbers. */
  static Tensor normal(Random random, double deviation, int... dims) {
    Shape shape = Shape.of(dims);
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return Tensor.ofFloats(shape, values);
  }
}
