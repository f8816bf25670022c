package ai.faithful.verify.rule;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.verify.curve.ExactFunctions;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Evaluates a graph without rounding: doubles are decimals, and so are their sums and products.
 * Quotients and transcendental functions have more than forty digits.
 */
public final class ExactEvaluator {
  private static final MathContext DIGITS = new MathContext(60);

  private ExactEvaluator() {}

  /** The only output for the only input. */
  public static BigDecimal[] run(Graph graph, double[] x) {
    Map<String, BigDecimal[]> values = run(graph, Map.of(graph.inputs().get(0).name(), x));
    return Objects.requireNonNull(values.get(graph.outputs().get(0)));
  }

  /** The value of every node, row-major; exact where it may be. */
  public static Map<String, BigDecimal[]> run(Graph graph, Map<String, double[]> inputs) {
    Map<String, BigDecimal[]> values = new HashMap<>();
    inputs.forEach((name, x) -> values.put(name, exact(x)));
    graph.constants().forEach((name, c) -> values.put(name, exact(c.value().toDoubles())));
    for (Node node : graph.nodes()) {
      List<BigDecimal[]> operands = new ArrayList<>();
      List<Shape> shapes = new ArrayList<>();
      for (String operand : node.inputs()) {
        operands.add(Objects.requireNonNull(values.get(operand)));
        shapes.add(graph.shapeOf(operand));
      }
      values.put(node.name(), apply(node, operands, shapes));
    }
    return values;
  }

  private static BigDecimal[] exact(double[] x) {
    BigDecimal[] out = new BigDecimal[x.length];
    for (int i = 0; i < x.length; i++) {
      out[i] = new BigDecimal(x[i]);
    }
    return out;
  }

  private static BigDecimal[] apply(Node node, List<BigDecimal[]> x, List<Shape> shapes) {
    Op op = node.op();
    BigDecimal[] out = new BigDecimal[node.shape().size()];
    if (op instanceof Op.MatMul) {
      boolean vector = shapes.get(1).rank() == 1;
      int n = vector ? 1 : shapes.get(1).dim(-1);
      int k = shapes.get(1).dim(vector ? 0 : -2);
      for (int i = 0; i < out.length; i++) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int j = 0; j < k; j++) {
          sum = sum.add(x.get(0)[i / n * k + j].multiply(x.get(1)[j * n + i % n]));
        }
        out[i] = sum;
      }
    } else if (op instanceof Op.Conv conv) {
      return convolve(conv, x, shapes, node.shape());
    } else if (op instanceof Op.Relu) {
      for (int i = 0; i < out.length; i++) {
        out[i] = x.get(0)[i].max(BigDecimal.ZERO);
      }
    } else if (op instanceof Op.Reshape) {
      return x.get(0);
    } else if (op instanceof Op.Transpose t) {
      int[] from = shapes.get(0).strides();
      int[] to = node.shape().strides();
      for (int i = 0; i < out.length; i++) {
        int at = 0;
        for (int axis = 0; axis < to.length; axis++) {
          at += i / to[axis] % node.shape().dim(axis) * from[t.permutation().get(axis)];
        }
        out[i] = x.get(0)[at];
      }
    } else if (op instanceof Op.Elementwise elementwise) {
      for (int i = 0; i < out.length; i++) {
        out[i] = ExactFunctions.value(elementwise.function(), x.get(0)[i]);
      }
    } else if (op instanceof Op.Softmax softmax) {
      return softmax(x.get(0), node.shape(), softmax.axis());
    } else if (op instanceof Op.LogSoftmax softmax) {
      BigDecimal[] p = softmax(x.get(0), node.shape(), softmax.axis());
      for (int i = 0; i < out.length; i++) {
        out[i] = ExactFunctions.value(new ScalarFunction.Log(), p[i]);
      }
    } else if (op instanceof Op.ReduceMax) {
      for (int i = 0; i < x.get(0).length; i++) {
        int to = broadcast(i, shapes.get(0), node.shape());
        out[to] = out[to] == null ? x.get(0)[i] : out[to].max(x.get(0)[i]);
      }
    } else if (op instanceof Op.MaxPool pool) {
      return pooled(pool, x.get(0), shapes.get(0), node.shape());
    } else if (op instanceof Op.ReduceSum) {
      Arrays.fill(out, BigDecimal.ZERO);
      for (int i = 0; i < x.get(0).length; i++) {
        int to = broadcast(i, shapes.get(0), node.shape());
        out[to] = out[to].add(x.get(0)[i]);
      }
    } else if (op instanceof Op.Expand) {
      for (int i = 0; i < out.length; i++) {
        out[i] = x.get(0)[broadcast(i, node.shape(), shapes.get(0))];
      }
    } else if (op instanceof Op.Concat || op instanceof Op.Gather || op instanceof Op.Pad) {
      return arranged(op, x, shapes, node.shape());
    } else {
      for (int i = 0; i < out.length; i++) {
        BigDecimal a = x.get(0)[broadcast(i, node.shape(), shapes.get(0))];
        BigDecimal b = x.get(1)[broadcast(i, node.shape(), shapes.get(1))];
        out[i] = elementwise(op, a, b);
      }
    }
    return out;
  }

  /** Each element of the result by its index: one of an operand's, or 0. */
  private static BigDecimal[] arranged(
      Op op, List<BigDecimal[]> x, List<Shape> shapes, Shape shape) {
    BigDecimal[] out = new BigDecimal[shape.size()];
    for (int i = 0; i < out.length; i++) {
      int[] at = new int[shape.rank()];
      for (int axis = 0; axis < at.length; axis++) {
        at[axis] = i / shape.strides()[axis] % shape.dim(axis);
      }
      int operand = 0;
      boolean zero = false;
      if (op instanceof Op.Concat concat) {
        while (at[concat.axis()] >= shapes.get(operand).dim(concat.axis())) {
          at[concat.axis()] -= shapes.get(operand++).dim(concat.axis());
        }
      } else if (op instanceof Op.Gather gather) {
        at[gather.axis()] = gather.indices().get(at[gather.axis()]);
      } else if (op instanceof Op.Pad pad) {
        for (int axis = 0; axis < at.length; axis++) {
          int from = at[axis] - pad.begin().get(axis);
          int step = pad.interior().get(axis) + 1;
          zero |= from < 0 || from % step != 0 || from / step >= shapes.get(0).dim(axis);
          at[axis] = from / step;
        }
      }
      int from = 0;
      for (int axis = 0; axis < at.length; axis++) {
        from += at[axis] * shapes.get(operand).strides()[axis];
      }
      out[i] = zero ? BigDecimal.ZERO : x.get(operand)[from];
    }
    return out;
  }

  private static BigDecimal[] softmax(BigDecimal[] x, Shape shape, int axis) {
    BigDecimal[] out = new BigDecimal[x.length];
    int step = shape.strides()[axis];
    for (int i = 0; i < x.length; i++) {
      int first = i - i / step % shape.dim(axis) * step;
      BigDecimal sum = BigDecimal.ZERO;
      for (int j = 0; j < shape.dim(axis); j++) {
        BigDecimal gap = x[first + j * step].subtract(x[i]);
        sum = sum.add(ExactFunctions.value(new ScalarFunction.Exp(), gap));
      }
      out[i] = BigDecimal.ONE.divide(sum, DIGITS);
    }
    return out;
  }

  /** Planar windows. */
  private static BigDecimal[] pooled(Op.MaxPool op, BigDecimal[] x, Shape from, Shape to) {
    BigDecimal[] out = new BigDecimal[to.size()];
    for (int i = 0; i < out.length; i++) {
      int plane = i / (to.dim(2) * to.dim(3));
      for (int p = 0; p < op.kernel().get(0); p++) {
        for (int q = 0; q < op.kernel().get(1); q++) {
          int row =
              i / to.dim(3) % to.dim(2) * op.strides().get(0)
                  - op.padsBegin().get(0)
                  + p * op.dilations().get(0);
          int column =
              i % to.dim(3) * op.strides().get(1)
                  - op.padsBegin().get(1)
                  + q * op.dilations().get(1);
          if (row >= 0 && row < from.dim(2) && column >= 0 && column < from.dim(3)) {
            BigDecimal value = x[(plane * from.dim(2) + row) * from.dim(3) + column];
            out[i] = out[i] == null ? value : out[i].max(value);
          }
        }
      }
    }
    return out;
  }

  private static BigDecimal elementwise(Op op, BigDecimal a, BigDecimal b) {
    if (op instanceof Op.Add) {
      return a.add(b);
    }
    if (op instanceof Op.Sub) {
      return a.subtract(b);
    }
    if (op instanceof Op.Max) {
      return a.max(b);
    }
    return op instanceof Op.Mul ? a.multiply(b) : a.divide(b, DIGITS);
  }

  private static int broadcast(int index, Shape to, Shape from) {
    int at = 0;
    int rest = index;
    int step = 1;
    for (int i = 1; i <= to.rank(); i++) {
      int extent = to.dim(-i);
      if (i <= from.rank()) {
        at += from.dim(-i) == 1 ? 0 : rest % extent * step;
        step *= from.dim(-i);
      }
      rest /= extent;
    }
    return at;
  }

  private static BigDecimal[] convolve(
      Op.Conv conv, List<BigDecimal[]> operands, List<Shape> shapes, Shape out) {
    BigDecimal[] y = new BigDecimal[out.size()];
    BigDecimal[] x = operands.get(0);
    BigDecimal[] w = operands.get(1);
    Shape xs = shapes.get(0);
    Shape ws = shapes.get(1);
    boolean planar = xs.rank() == 4;
    int height = planar ? xs.dim(2) : 1;
    int width = xs.dim(-1);
    int outWidth = out.dim(-1);
    int outHeight = planar ? out.dim(2) : 1;
    int kernelHeight = planar ? ws.dim(2) : 1;
    int kernelWidth = ws.dim(-1);
    int last = planar ? 1 : 0;
    int perGroup = ws.dim(0) / conv.group();
    for (int i = 0; i < y.length; i++) {
      int column = i % outWidth;
      int row = i / outWidth % outHeight;
      int m = i / (outWidth * outHeight) % ws.dim(0);
      int sample = i / (outWidth * outHeight * ws.dim(0));
      BigDecimal sum = BigDecimal.ZERO;
      for (int c = 0; c < ws.dim(1); c++) {
        int channel = m / perGroup * ws.dim(1) + c;
        for (int p = 0; p < kernelHeight; p++) {
          int h =
              planar
                  ? row * conv.strides().get(0)
                      - conv.padsBegin().get(0)
                      + p * conv.dilations().get(0)
                  : 0;
          for (int q = 0; q < kernelWidth; q++) {
            int v =
                column * conv.strides().get(last)
                    - conv.padsBegin().get(last)
                    + q * conv.dilations().get(last);
            if (h >= 0 && h < height && v >= 0 && v < width) {
              int at = ((sample * xs.dim(1) + channel) * height + h) * width + v;
              int tap = ((m * ws.dim(1) + c) * kernelHeight + p) * kernelWidth + q;
              sum = sum.add(x[at].multiply(w[tap]));
            }
          }
        }
      }
      y[i] = sum;
    }
    return y;
  }
}
