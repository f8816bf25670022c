package ai.faithful.ir.eval;

import ai.faithful.ir.Indexing;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** The kernel of each operation, prepared for its operands' shapes. */
final class Kernels {
  private Kernels() {}

  static Kernel of(Op op, List<Shape> operands, Shape result) {
    if (op instanceof Op.MatMul) {
      return MatMulKernel.of(operands.get(0), operands.get(1), result);
    }
    if (op instanceof Op.Conv conv) {
      return new ConvKernel(conv, operands.get(0), operands.get(1), result);
    }
    if (op instanceof Op.Add) {
      return elementwise(operands, result, (a, b) -> a + b);
    }
    if (op instanceof Op.Sub) {
      return elementwise(operands, result, (a, b) -> a - b);
    }
    if (op instanceof Op.Mul) {
      return elementwise(operands, result, (a, b) -> a * b);
    }
    if (op instanceof Op.Div) {
      return elementwise(operands, result, (a, b) -> a / b);
    }
    if (op instanceof Op.Reshape) {
      return x -> x[0];
    }
    if (op instanceof Op.Transpose transpose) {
      return LayoutKernels.picked(Indexing.transposed(operands.get(0), transpose.permutation()));
    }
    if (op instanceof Op.Gather gather) {
      return LayoutKernels.picked(
          Indexing.gathered(operands.get(0), gather.axis(), gather.indices()));
    }
    if (op instanceof Op.Expand) {
      return LayoutKernels.picked(Indexing.broadcast(operands.get(0), result));
    }
    if (op instanceof Op.Concat concat) {
      return LayoutKernels.concat(concat, operands, result);
    }
    if (op instanceof Op.Pad pad) {
      return LayoutKernels.pad(pad, operands.get(0), result);
    }
    if (op instanceof Op.MaxPool pool) {
      return new MaxPoolKernel(pool, operands.get(0), result);
    }
    if (op instanceof Op.ReduceSum) {
      return ReduceKernel.sum(operands.get(0), result);
    }
    if (op instanceof Op.ReduceMax) {
      return ReduceKernel.max(operands.get(0), result);
    }
    if (op instanceof Op.Max) {
      return elementwise(operands, result, Math::max);
    }
    if (op instanceof Op.Elementwise elementwise) {
      return mapped(ScalarKernel.of(elementwise.function()));
    }
    if (op instanceof Op.Relu) {
      return Kernels::relu;
    }
    if (op instanceof Op.Softmax softmax) {
      return SoftmaxKernel.of(result, softmax.axis(), false);
    }
    if (op instanceof Op.LogSoftmax softmax) {
      return SoftmaxKernel.of(result, softmax.axis(), true);
    }
    throw new IllegalStateException("no kernel for " + op.name());
  }

  private static Kernel mapped(DoubleUnaryOperator f) {
    return x -> {
      double[] out = new double[x[0].length];
      for (int i = 0; i < out.length; i++) {
        out[i] = f.applyAsDouble(x[0][i]);
      }
      return out;
    };
  }

  private static double[] relu(double[][] x) {
    double[] out = new double[x[0].length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.max(x[0][i], 0);
    }
    return out;
  }

  private static Kernel elementwise(List<Shape> operands, Shape result, DoubleBinaryOperator f) {
    if (operands.get(0).equals(result) && operands.get(1).equals(result)) {
      return x -> {
        double[] out = new double[x[0].length];
        for (int i = 0; i < out.length; i++) {
          out[i] = f.applyAsDouble(x[0][i], x[1][i]);
        }
        return out;
      };
    }
    int[] a = Indexing.broadcast(operands.get(0), result);
    int[] b = Indexing.broadcast(operands.get(1), result);
    return x -> {
      double[] out = new double[a.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = f.applyAsDouble(x[0][a[i]], x[1][b[i]]);
      }
      return out;
    };
  }
}
