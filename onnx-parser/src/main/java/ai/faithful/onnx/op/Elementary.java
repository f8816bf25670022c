package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Functions of one variable without attributes: Abs, Sign, Exp, Log, Sqrt, Reciprocal, Sin, Cos,
 * Floor, Ceil, Round.
 *
 * <p>Opset history: Abs, Exp, Log, Sqrt, Reciprocal, Floor and Ceil 6 (drops an attribute of 1);
 * Sin and Cos 7, Sign 9, Round 11; later ones add element types.
 *
 * <p>Lowering: the function of the same name; Abs and Sign of known integers are computed while
 * reading.
 */
final class Elementary {
  static final OnnxOperator ABS = integral("Abs", 6, new ScalarFunction.Abs(), Math::absExact);
  static final OnnxOperator SIGN = integral("Sign", 9, new ScalarFunction.Sign(), Long::signum);
  static final OnnxOperator EXP = of("Exp", 6, new ScalarFunction.Exp());
  static final OnnxOperator LOG = of("Log", 6, new ScalarFunction.Log());
  static final OnnxOperator SQRT = of("Sqrt", 6, new ScalarFunction.Sqrt());
  static final OnnxOperator RECIPROCAL = of("Reciprocal", 6, new ScalarFunction.Reciprocal());
  static final OnnxOperator SIN = of("Sin", 7, new ScalarFunction.Sin());
  static final OnnxOperator COS = of("Cos", 7, new ScalarFunction.Cos());
  static final OnnxOperator FLOOR = of("Floor", 6, new ScalarFunction.Floor());
  static final OnnxOperator CEIL = of("Ceil", 6, new ScalarFunction.Ceil());
  static final OnnxOperator ROUND = of("Round", 11, new ScalarFunction.Round());

  private Elementary() {}

  static List<Value> lower(Call call, Op op) throws Refusal {
    return List.of(call.result(op, call.realInput(0)));
  }

  private static OnnxOperator of(String type, int since, ScalarFunction function) {
    return OnnxOperator.named(type)
        .since(since, 1, 1)
        .lowering(call -> lower(call, new Op.Elementwise(function)));
  }

  private static OnnxOperator integral(
      String type, int since, ScalarFunction function, LongUnaryOperator exact) {
    return OnnxOperator.named(type)
        .since(since, 1, 1)
        .lowering(
            call ->
                call.input(0).type().isReal()
                    ? lower(call, new Op.Elementwise(function))
                    : List.of(KnownIntegers.map(call, call.input(0), exact)));
  }
}
