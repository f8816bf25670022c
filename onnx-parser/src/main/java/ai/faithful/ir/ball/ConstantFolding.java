package ai.faithful.ir.ball;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Op;
import java.util.List;
import java.util.Optional;

/** The values of operations on constants: exact where elements only move, else enclosed. */
public final class ConstantFolding {
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
    if (op instanceof Op.MatMul && x.get(0).shape().rank() == 2 && x.get(1).shape().rank() == 2) {
      return Optional.of(ConstantArithmetic.matMul(x.get(0), x.get(1)));
    }
    return rearranged(op, x);
  }
}
