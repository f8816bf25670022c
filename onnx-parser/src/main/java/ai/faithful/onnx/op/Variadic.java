package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.List;
import java.util.function.LongBinaryOperator;

/**
 * Sum and Mean of one or more operands, elementwise.
 *
 * <p>Opset history: 6 takes operands of one shape; 8 broadcasts; 13 adds bfloat16. No attributes.
 *
 * <p>Lowering: Add for Add; Mean divides by the number of operands.
 */
final class Variadic {
  static final OnnxOperator SUM =
      OnnxOperator.named("Sum")
          .since(6, 1, Integer.MAX_VALUE)
          .lowering(call -> List.of(fold(call, Variadic::add, Math::addExact)));

  static final OnnxOperator MEAN =
      OnnxOperator.named("Mean").since(6, 1, Integer.MAX_VALUE).lowering(Variadic::mean);

  private Variadic() {}

  /** An operation of two reals in the course of a lowering. */
  @FunctionalInterface
  interface Combination {
    /**
     * Combines a and b.
     *
     * @param last whether this makes the node's output
     */
    Value apply(Call call, Value a, Value b, boolean last) throws Refusal;
  }

  /** All operands, combined from left to right; known integers at once. */
  static Value fold(Call call, Combination reals, LongBinaryOperator integers) throws Refusal {
    return fold(call, reals, integers, true);
  }

  private static Value fold(
      Call call, Combination reals, LongBinaryOperator integers, boolean makesOutput)
      throws Refusal {
    Value total = call.input(0);
    for (int i = 1; i < call.inputCount(); i++) {
      Value next = call.input(i);
      if (next.type() != total.type()) {
        throw new Refusal("mixes " + total.type() + " and " + next.type(), "operands of one type");
      }
      if (call.opset() < 8 && !next.shape().equals(total.shape())) {
        throw new Refusal("operands differ in shape");
      }
      total =
          total.type().isReal()
              ? reals.apply(call, total, next, makesOutput && i + 1 == call.inputCount())
              : KnownIntegers.combine(call, total, next, integers);
    }
    return total;
  }

  private static Value add(Call call, Value a, Value b, boolean last) throws Refusal {
    return call.part(last, "sum", new Op.Add(), a, b);
  }

  private static List<Value> mean(Call call) throws Refusal {
    call.realInput(0);
    Value sum = fold(call, Variadic::add, Math::addExact, false);
    if (call.inputCount() == 1) {
      return List.of(sum);
    }
    Tensor count = Tensor.ofFloats(Shape.SCALAR, (float) call.inputCount());
    return List.of(call.result(new Op.Div(), sum, call.known(count, sum.type())));
  }
}
