package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.ElementType;
import ai.faithful.ir.Indexing;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.tensor.DataType;
import java.util.List;
import java.util.OptionalDouble;
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
 * enclosures decide. The order of data is a Step of the difference, 0 or 1; their equality is
 * refused.
 */
final class Comparisons {
  static final OnnxOperator EQUAL = legacy("Equal", order -> order == 0);
  static final OnnxOperator GREATER = legacy("Greater", order -> order > 0);
  static final OnnxOperator LESS = legacy("Less", order -> order < 0);
  static final OnnxOperator GREATER_OR_EQUAL = since12("GreaterOrEqual", order -> order >= 0);
  static final OnnxOperator LESS_OR_EQUAL = since12("LessOrEqual", order -> order <= 0);

  private Comparisons() {}

  /** A comparison of reals as a step of their difference. */
  private record Order(String type, IntPredicate holds) {
    boolean isUpward() {
      return type.startsWith("Greater");
    }

    ScalarFunction step() {
      return new ScalarFunction.Step(type.endsWith("OrEqual"));
    }
  }

  private static OnnxOperator legacy(String type, IntPredicate holds) {
    return OnnxOperator.named(type)
        .since(6, 2, 2, "broadcast", "axis")
        .since(7, 2, 2)
        .lowering(call -> List.of(compare(call, new Order(type, holds))));
  }

  private static OnnxOperator since12(String type, IntPredicate holds) {
    return OnnxOperator.named(type)
        .since(12, 2, 2)
        .lowering(call -> List.of(compare(call, new Order(type, holds))));
  }

  private static Value compare(Call call, Order relation) throws Refusal {
    Value first = call.input(0);
    Value second = Arithmetic.second(call);
    if (!(first instanceof Value.Known a) || !(second instanceof Value.Known b)) {
      return step(call, relation, first, second);
    }
    Shape shape = Shape.broadcast(a.shape(), b.shape());
    int[] ia = Indexing.broadcast(a.shape(), shape);
    int[] ib = Indexing.broadcast(b.shape(), shape);
    long[] out = new long[ia.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = relation.holds().test(order(a.constant(), ia[i], b.constant(), ib[i])) ? 1 : 0;
    }
    return call.known(Tensor.ofLongs(shape, out), DataType.BOOL);
  }

  /** Of data: 1 where it holds, else 0. */
  private static Value step(Call call, Order relation, Value a, Value b) throws Refusal {
    if (relation.type().equals("Equal") || !a.type().isReal() || !b.type().isReal()) {
      throw new Refusal(
          "compares what depends on the data", "known operands, or an order of floating point");
    }
    Value difference = relation.isUpward() ? difference(call, a, b) : difference(call, b, a);
    Value step = call.result(new Op.Elementwise(relation.step()), difference);
    return step instanceof Value.Variable v
        ? new Value.Variable(v.name(), v.shape(), DataType.BOOL)
        : step;
  }

  /** a - b, with a known operand last. */
  private static Value difference(Call call, Value a, Value b) throws Refusal {
    OptionalDouble known = Uniform.of(b);
    if (known.isPresent() && known.getAsDouble() == 0 && broadcastsTo(b, a)) {
      return a;
    }
    if (!(a instanceof Value.Known)) {
      return call.step("difference", new Op.Sub(), a, b);
    }
    Value minus = call.step("minus", new Op.Mul(), b, ParametricActivations.scalar(call, -1, b));
    known = Uniform.of(a);
    return known.isPresent() && known.getAsDouble() == 0 && broadcastsTo(a, b)
        ? minus
        : call.step("difference", new Op.Add(), minus, a);
  }

  private static boolean broadcastsTo(Value from, Value to) {
    return Arithmetic.broadcastsTo(from.shape(), to.shape());
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
