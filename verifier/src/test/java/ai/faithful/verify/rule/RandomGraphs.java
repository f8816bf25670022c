package ai.faithful.verify.rule;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.List;
import java.util.Random;

/** Small networks with random weights, for tests. */
public final class RandomGraphs {
  private RandomGraphs() {}

  /** Elements from a normal distribution. */
  public static Tensor normal(Random random, double scale, int... dims) {
    Shape shape = Shape.of(dims);
    double[] elements = new double[shape.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = scale * random.nextGaussian();
    }
    return Tensor.ofDoubles(shape, elements);
  }

  /** A ReLU network over fully connected layers. */
  public static Graph mlp(Random random, int... widths) {
    GraphBuilder builder = new GraphBuilder("mlp");
    String x = builder.input("x", Shape.of(1, widths[0]));
    for (int i = 1; i < widths.length; i++) {
      Tensor w = normal(random, 1 / Math.sqrt(widths[i - 1]), widths[i - 1], widths[i]);
      x = builder.add("m" + i, new Op.MatMul(), x, builder.constant("w" + i, w));
      Tensor b = normal(random, 0.1, widths[i]);
      x = builder.add("z" + i, new Op.Add(), x, builder.constant("b" + i, b));
      x = i + 1 < widths.length ? builder.add("h" + i, new Op.Relu(), x) : x;
    }
    return builder.build(x);
  }

  /** A normalised image through strided, padded, grouped and dilated convolutions to 3 logits. */
  public static Graph convNet(Random random) {
    GraphBuilder builder = new GraphBuilder("conv net");
    String x = builder.input("x", Shape.of(1, 2, 7, 6));
    String mean = builder.constant("mean", normal(random, 0.3, 1, 2, 1, 1));
    Tensor half = Tensor.ofDoubles(Shape.of(2, 1, 1), 0.5, 0.25);
    String deviation = builder.constant("deviation", half);
    x = builder.add("centered", new Op.Sub(), x, mean);
    x = builder.add("scaled", new Op.Div(), x, deviation);
    x = builder.add("c1", conv(2, 1, 1, 1), x, kernel(builder, random, "k1", 4, 2, 3));
    x = builder.add("z1", new Op.Add(), x, builder.constant("b1", normal(random, 0.1, 4, 1, 1)));
    x = builder.add("h1", new Op.Relu(), x);
    String left = builder.add("c2", conv(1, 1, 1, 2), x, kernel(builder, random, "k2", 4, 2, 3));
    String right = builder.add("c3", conv(1, 2, 2, 1), x, kernel(builder, random, "k3", 4, 4, 3));
    x = builder.add("residual", new Op.Add(), left, right);
    x = builder.add("h2", new Op.Relu(), x);
    x = builder.add("swapped", new Op.Transpose(List.of(0, 2, 3, 1)), x);
    int size = builder.shapeOf(x).size();
    x = builder.add("flat", new Op.Reshape(Shape.of(1, size)), x);
    String w = builder.constant("w", normal(random, 0.3, size, 3));
    return builder.build(builder.add("logits", new Op.MatMul(), x, w));
  }

  /** Elements chosen, copied, joined with constants, surrounded by zeros and summed up. */
  public static Graph arranged(Random random) {
    GraphBuilder builder = new GraphBuilder("arranged");
    String x = builder.input("x", Shape.of(1, 2, 3));
    String copied = builder.add("copied", new Op.Gather(2, List.of(2, 0, 0, 1, 0)), x);
    String few = builder.add("few", new Op.Gather(1, List.of(1)), x);
    String wide = builder.add("wide", new Op.Expand(Shape.of(1, 2, 3)), few);
    String edge = builder.constant("edge", normal(random, 1, 1, 2, 1));
    String joined = builder.add("joined", new Op.Concat(2), edge, copied, wide, edge);
    Op.Pad pad = new Op.Pad(List.of(0, 1, 0), List.of(0, 0, 2), List.of(0, 0, 1));
    String padded = builder.add("padded", pad, joined);
    String k = builder.constant("k", normal(random, 0.4, 4, 3, 3));
    Op.Conv conv = new Op.Conv(List.of(2), List.of(1), List.of(0), List.of(1), 1);
    String h = builder.add("h", new Op.Relu(), builder.add("c", conv, padded, k));
    String total = builder.add("total", new Op.ReduceSum(List.of(1)), h);
    String all = builder.add("all", new Op.Concat(1), h, total);
    int size = builder.shapeOf(all).size();
    String flat = builder.add("flat", new Op.Reshape(Shape.of(1, size)), all);
    String w = builder.constant("w", normal(random, 0.3, size, 3));
    return builder.build(builder.add("y", new Op.MatMul(), flat, w));
  }

  static Op.Conv conv(int stride, int pad, int dilation, int group) {
    return new Op.Conv(
        List.of(stride, stride),
        List.of(pad, pad),
        List.of(pad, pad),
        List.of(dilation, dilation),
        group);
  }

  private static String kernel(
      GraphBuilder builder, Random random, String name, int out, int in, int size) {
    return builder.constant(name, normal(random, 0.4, out, in, size, size));
  }
}
