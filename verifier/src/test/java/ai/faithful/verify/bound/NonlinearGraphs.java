package ai.faithful.verify.bound;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.verify.rule.RandomGraphs;
import java.util.List;
import java.util.Random;

/** Small networks of operators that are not piecewise linear, or not of one variable. */
final class NonlinearGraphs {
  private NonlinearGraphs() {}

  /** One activation between two layers. */
  static Graph activated(Random random, ScalarFunction function) {
    GraphBuilder builder = new GraphBuilder(function.name());
    String x = builder.input("x", Shape.of(1, 4));
    x = layer(builder, random, x, 4, 6);
    boolean positive = function.name().matches("Log|Sqrt|Reciprocal|Power");
    if (positive) {
      x = builder.add("shifted", new Op.Add(), x, builder.constant("far", Tensor.scalar(6)));
    }
    x = builder.add("f", new Op.Elementwise(function), x);
    return builder.build(layer(builder, random, x, 6, 3));
  }

  /** A layer norm, an attention head over three tokens, a gated layer with GELU. */
  static Graph transformer(Random random) {
    GraphBuilder builder = new GraphBuilder("transformer");
    String x = builder.input("x", Shape.of(1, 3, 4));
    String normal = layerNorm(builder, x, 4);
    String query = layer(builder, random, normal, 4, 2);
    String key = layer(builder, random, normal, 4, 2);
    String value = layer(builder, random, normal, 4, 4);
    key = builder.add("keys", new Op.Transpose(List.of(0, 2, 1)), key);
    String scores = builder.add("scores", new Op.MatMul(), query, key);
    String attention = builder.add("attention", new Op.Softmax(2), scores);
    String mixed = builder.add("mixed", new Op.MatMul(), attention, value);
    x = builder.add("residual", new Op.Add(), x, mixed);
    String gelu =
        builder.add(
            "gelu", new Op.Elementwise(new ScalarFunction.Gelu()), layer(builder, random, x, 4, 4));
    x = builder.add("gated", new Op.Mul(), gelu, layer(builder, random, x, 4, 4));
    x = builder.add("pooled", new Op.ReduceMax(List.of(1)), x);
    x = builder.add("flat", new Op.Reshape(Shape.of(1, 4)), x);
    x = layer(builder, random, x, 4, 3);
    return builder.build(builder.add("logs", new Op.LogSoftmax(1), x));
  }

  private static String layerNorm(GraphBuilder builder, String x, int n) {
    String share = builder.constant("share", Tensor.scalar(1.0 / n));
    String sum = builder.add("sum", new Op.ReduceSum(List.of(2)), x);
    String mean = builder.add("mean", new Op.Mul(), sum, share);
    String off = builder.add("off", new Op.Sub(), x, mean);
    String squares = builder.add("squares", new Op.Mul(), off, off);
    String total = builder.add("total", new Op.ReduceSum(List.of(2)), squares);
    String variance = builder.add("variance", new Op.Mul(), total, share);
    String eps = builder.constant("eps", Tensor.scalar(0x1p-5));
    String root =
        builder.add(
            "root",
            new Op.Elementwise(new ScalarFunction.Sqrt()),
            builder.add("safe", new Op.Add(), variance, eps));
    return builder.add("norm", new Op.Div(), off, root);
  }

  /** Convolution, max pooling with overlap and padding, a maximum of two branches. */
  static Graph pooled(Random random) {
    GraphBuilder builder = new GraphBuilder("pooled");
    String x = builder.input("x", Shape.of(1, 1, 6, 6));
    String k = builder.constant("k", RandomGraphs.normal(random, 0.5, 2, 1, 3, 3));
    List<Integer> ones = List.of(1, 1);
    x = builder.add("c", new Op.Conv(ones, ones, ones, ones, 1), x, k);
    Op.MaxPool pool =
        new Op.MaxPool(List.of(3, 2), List.of(2, 2), List.of(1, 0), List.of(0, 0), ones);
    x = builder.add("pool", pool, x);
    int size = builder.shapeOf(x).size();
    x = builder.add("flat", new Op.Reshape(Shape.of(1, size)), x);
    String left = layer(builder, random, x, size, 4);
    String right = layer(builder, random, x, size, 4);
    x = builder.add("max", new Op.Max(), left, right);
    x = builder.add("floor", new Op.Max(), x, builder.constant("least", Tensor.scalar(-0.25)));
    return builder.build(layer(builder, random, x, 4, 3));
  }

  private static String layer(GraphBuilder builder, Random random, String x, int in, int out) {
    String w = builder.constant("w", RandomGraphs.normal(random, 1 / Math.sqrt(in), in, out));
    String b = builder.constant("b", RandomGraphs.normal(random, 0.1, out));
    return builder.add("z", new Op.Add(), builder.add("m", new Op.MatMul(), x, w), b);
  }
}
