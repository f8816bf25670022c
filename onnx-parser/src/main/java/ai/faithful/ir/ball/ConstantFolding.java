package ai.faithful.ir.ball;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** The values of operations on constants: exact where elements only move, else enclosed. */
public final class ConstantFolding {
  /** Larger products of constant matrices are left to those who need them. */
  private static final long PRODUCTS = 1 << 26;

  private ConstantFolding() {}

  /**
   * The value of a rearranging operation, of reals or integers.
   *
   * @return empty if the operation computes something
   * @throws IllegalArgumentException if the operands do not fit
   */
  public static Optional<Constant> rearranged(Op op, List<Constant> x) {
    if (op instanceof Op.Reshape reshape) {
      return Optional.of(ConstantLayout.reshape(x.get(0), reshape.target()));
    }
    if (op instanceof Op.Transpose transpose) {
      return Optional.of(ConstantLayout.transpose(x.get(0), transpose.permutation()));
    }
    if (op instanceof Op.Concat concat) {
      return Optional.of(ConstantLayout.concat(x, concat.axis()));
    }
    if (op instanceof Op.Gather gather) {
      return Optional.of(ConstantLayout.gather(x.get(0), gather));
    }
    if (op instanceof Op.Pad pad) {
      return Optional.of(ConstantLayout.pad(x.get(0), pad));
    }
    if (op instanceof Op.Expand expand) {
      return Optional.of(ConstantLayout.expand(x.get(0), expand.target()));
    }
    return Optional.empty();
  }

  /**
   * The value of an operation on reals.
   *
   * @return empty if the operation is not one that is folded
   * @throws ArithmeticException if there is no finite enclosure
   */
  public static Optional<Constant> of(Op op, List<Constant> x) {
    if (op instanceof Op.Add) {
      return Optional.of(ConstantArithmetic.add(x.get(0), x.get(1)));
    }
    if (op instanceof Op.Sub) {
      return Optional.of(ConstantArithmetic.subtract(x.get(0), x.get(1)));
    }
    if (op instanceof Op.Mul) {
      return Optional.of(ConstantArithmetic.multiply(x.get(0), x.get(1)));
    }
    if (op instanceof Op.Div) {
      return Optional.of(ConstantArithmetic.divide(x.get(0), x.get(1)));
    }
    if (op instanceof Op.Max) {
      return Optional.of(ConstantArithmetic.elementwise(x.get(0), x.get(1), ScalarBalls::max));
    }
    if (op instanceof Op.Relu) {
      return Optional.of(ConstantArithmetic.map(x.get(0), ScalarBalls::relu));
    }
    if (op instanceof Op.Elementwise e) {
      return Optional.of(
          ConstantArithmetic.map(x.get(0), ball -> ScalarBalls.of(e.function(), ball)));
    }
    if (op instanceof Op.ReduceSum || op instanceof Op.ReduceMax) {
      Shape reduced = op.shape(List.of(x.get(0).shape()));
      BinaryOperator<Ball> combine = op instanceof Op.ReduceSum ? Ball::plus : ScalarBalls::max;
      return Optional.of(ConstantArithmetic.reduce(x.get(0), reduced, combine));
    }
    if (op instanceof Op.MatMul && isCheap(x.get(0).shape(), x.get(1).shape())) {
      return Optional.of(ConstantArithmetic.matMul(x.get(0), x.get(1)));
    }
    return rearranged(op, x);
  }

  /** Whether a product of matrices takes no longer than the rest of reading. */
  private static boolean isCheap(Shape a, Shape b) {
    if (a.rank() < 2 || b.rank() < 2) {
      return false;
    }
    long size = new Op.MatMul().shape(List.of(a, b)).size();
    return size * a.dim(-1) <= PRODUCTS;
  }
}
