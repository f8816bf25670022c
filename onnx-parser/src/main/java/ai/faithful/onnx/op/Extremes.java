package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Max and Min of one or more operands, elementwise.
 *
 * <p>Opset history: 6 takes operands of one shape; 8 broadcasts; 12 adds integers, 13 bfloat16. No
 * attributes.
 *
 * <p>Lowering: Max, or Relu and Clip where one side is one known number; the least is minus the
 * greatest of the negatives. Integers that are known are computed while reading.
 */
final class Extremes {
  static final OnnxOperator MAX =
      OnnxOperator.named("Max")
          .since(6, 1, Integer.MAX_VALUE)
          .lowering(call -> List.of(Variadic.fold(call, Extremes::greatest, Math::max)));

  static final OnnxOperator MIN =
      OnnxOperator.named("Min")
          .since(6, 1, Integer.MAX_VALUE)
          .lowering(call -> List.of(Variadic.fold(call, Extremes::least, Math::min)));

  private Extremes() {}

  static Value greatest(Call call, Value a, Value b, boolean last) throws Refusal {
    OptionalDouble left = Uniform.of(a);
    OptionalDouble right = Uniform.of(b);
    if (right.isPresent() && Arithmetic.broadcastsTo(b.shape(), a.shape())) {
      return atLeast(call, a, right.getAsDouble(), last);
    }
    if (left.isPresent() && Arithmetic.broadcastsTo(a.shape(), b.shape())) {
      return atLeast(call, b, left.getAsDouble(), last);
    }
    return call.part(last, "max", new Op.Max(), a, b);
  }

  static Value least(Call call, Value a, Value b, boolean last) throws Refusal {
    OptionalDouble left = Uniform.of(a);
    OptionalDouble right = Uniform.of(b);
    if (right.isPresent() && Arithmetic.broadcastsTo(b.shape(), a.shape())) {
      return atMost(call, a, right.getAsDouble(), last);
    }
    if (left.isPresent() && Arithmetic.broadcastsTo(a.shape(), b.shape())) {
      return atMost(call, b, left.getAsDouble(), last);
    }
    Value greatest = call.step("max", new Op.Max(), minus(call, a, false), minus(call, b, false));
    return minus(call, greatest, last);
  }

  /** -x. */
  static Value minus(Call call, Value x, boolean last) throws Refusal {
    return call.part(last, "minus", new Op.Mul(), x, ParametricActivations.scalar(call, -1, x));
  }

  private static Value atLeast(Call call, Value x, double least, boolean last) throws Refusal {
    Op op =
        least == 0
            ? new Op.Relu()
            : new Op.Elementwise(new ScalarFunction.Clip(least, Double.POSITIVE_INFINITY));
    return call.part(last, "max", op, x);
  }

  private static Value atMost(Call call, Value x, double most, boolean last) throws Refusal {
    Op op = new Op.Elementwise(new ScalarFunction.Clip(Double.NEGATIVE_INFINITY, most));
    return call.part(last, "min", op, x);
  }
}
