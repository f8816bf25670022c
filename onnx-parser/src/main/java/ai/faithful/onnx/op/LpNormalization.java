package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import java.util.List;

/**
 * LpNormalization: x over its 1-norm or 2-norm along an axis.
 *
 * <p>Opset history: 1; 22 adds bfloat16. Attributes: axis = -1, p = 2 (or 1).
 *
 * <p>Lowering: Abs or Power(2), ReduceSum, Reciprocal or Power(-1/2), Mul.
 */
final class LpNormalization {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("LpNormalization")
          .since(1, 1, 1, "axis", "p")
          .lowering(LpNormalization::lower);

  private LpNormalization() {}

  private static List<Value> lower(Call call) throws Refusal {
    Value x = call.realInput(0);
    int axis = Call.axis(call.attributes().integer("axis", -1), x.shape().rank());
    long p = call.attributes().integer("p", 2);
    if (p != 1 && p != 2) {
      throw new Refusal("has p = " + p, "1 or 2");
    }
    ScalarFunction size = p == 1 ? new ScalarFunction.Abs() : new ScalarFunction.Power(2);
    ScalarFunction root = p == 1 ? new ScalarFunction.Reciprocal() : new ScalarFunction.Power(-0.5);
    Value sizes = Reductions.function(call, "sizes", size, x);
    Value sum = call.step("sum", new Op.ReduceSum(List.of(axis)), sizes);
    Value inverse = Reductions.function(call, "inverse", root, sum);
    return List.of(call.result(new Op.Mul(), x, inverse));
  }
}
