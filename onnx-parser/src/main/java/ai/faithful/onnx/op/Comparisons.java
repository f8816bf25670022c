package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.ElementType;
import ai.faithful.ir.Indexing;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.tensor.DataType;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Equal, Greater, Less, GreaterOrEqual and LessOrEqual.
 *
 * <p>Opset history: 1 broadcasts only if {@code broadcast} is set, aligned at {@code axis}; 7
 * broadcasts both ways; 9, 11, 13 and 19 add types. GreaterOrEqual and LessOrEqual: 12.
 *
 * <p>Attributes: broadcast = 0 and axis (before 7).
 *
 * <p>Lowering: known booleans, of known operands. Computed constants are compared if their
 * enclosures decide. A boolean that depends on the data is refused.
 */
final class Comparisons {
  static final OnnxOperator EQUAL = legacy("Equal", order -> order == 0);
  static final OnnxOperator GREATER = legacy("Greater", order -> order > 0);
  static final OnnxOperator LESS = legacy("Less", order -> order < 0);
  static final OnnxOperator GREATER_OR_EQUAL = since12("GreaterOrEqual", order -> order >= 0);
  static final OnnxOperator LESS_OR_EQUAL = since12("LessOrEqual", order -> order <= 0);

  private Comparisons() {}

  private static OnnxOperator legacy(String type, IntPredicate holds) {
    return OnnxOperator.named(type)
        .since(6, 2, 2, "broadcast", "axis")
        .since(7, 2, 2)
        .lowering(call -> List.of(compare(call, holds)));
  }

  private static OnnxOperator since12(String type, IntPredicate holds) {
    return OnnxOperator.named(type).since(12, 2, 2).lowering(call -> List.of(compare(call, holds)));
  }

  private static Value compare(Call call, IntPredicate holds) throws Refusal {
    Value.Known a = operand(call.input(0));
    Value.Known b = operand(Arithmetic.second(call));
    Shape shape = Shape.broadcast(a.shape(), b.shape());
    int[] ia = Indexing.broadcast(a.shape(), shape);
    int[] ib = Indexing.broadcast(b.shape(), shape);
    long[] out = new long[ia.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = holds.test(order(a.constant(), ia[i], b.constant(), ib[i])) ? 1 : 0;
    }
    return call.known(Tensor.ofLongs(shape, out), DataType.BOOL);
  }

  private static Value.Known operand(Value x) throws Refusal {
    if (x instanceof Value.Known known) {
      return known;
    }
    throw new Refusal("compares what depends on the data", "known operands");
  }

  private static int order(Constant a, int i, Constant b, int k) throws Refusal {
    if (a.radius().isEmpty() && b.radius().isEmpty()) {
      Tensor x = a.value();
      Tensor y = b.value();
      return isInteger(x) && isInteger(y)
          ? Long.compare(x.longAt(i), y.longAt(k))
          : compare(x.at(i), y.at(k));
    }
    double radius = radius(a, i) + radius(b, k);
    double difference = a.value().at(i) - b.value().at(k);
    // A rounding of each side is far less than the margin of a factor of 2.
    if (Math.abs(difference) <= 2 * radius) {
      throw new Refusal("compares computed constants that are too close to tell");
    }
    return difference > 0 ? 1 : -1;
  }

  /** Unlike Double.compare, -0 equals 0. */
  private static int compare(double x, double y) {
    return x < y ? -1 : x > y ? 1 : 0;
  }

  private static boolean isInteger(Tensor x) {
    return x.type() == ElementType.INT64;
  }

  private static double radius(Constant x, int i) {
    return x.radius().isPresent() ? x.radius().get().at(i) : 0;
  }
}
