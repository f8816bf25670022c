package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Add, Sub, Mul and Div, elementwise, and Neg.
 *
 * <p>Opset history: 1 and 6 broadcast only the second operand, only if {@code broadcast} is set,
 * and align it at {@code axis} (default: at the end); 7 broadcasts both ways; 13 and 14 add element
 * types.
 *
 * <p>Attributes: broadcast = 0 and axis (before 7).
 *
 * <p>Lowering: the operation of the same name, division by a variable as the product with its
 * Reciprocal; integers that are known are computed while reading. Division by a constant that holds
 * a zero is refused.
 */
final class Arithmetic {
  static final OnnxOperator ADD = elementwise("Add", new Op.Add());
  static final OnnxOperator SUB = elementwise("Sub", new Op.Sub());
  static final OnnxOperator MUL = elementwise("Mul", new Op.Mul());
  static final OnnxOperator DIV = elementwise("Div", new Op.Div());

  static final OnnxOperator NEG =
      OnnxOperator.named("Neg").since(6, 1, 1).lowering(Arithmetic::negate);

  private Arithmetic() {}

  private static OnnxOperator elementwise(String type, Op op) {
    return OnnxOperator.named(type)
        .since(6, 2, 2, "broadcast", "axis")
        .since(7, 2, 2)
        .lowering(call -> List.of(apply(call, op)));
  }

  private static Value apply(Call call, Op op) throws Refusal {
    Value a = call.input(0);
    Value b = second(call);
    if (a.type() != b.type()) {
      throw new Refusal("mixes " + a.type() + " and " + b.type(), "operands of one type");
    }
    if (!a.type().isReal()) {
      return KnownIntegers.apply(call, op, a, b);
    }
    if (op instanceof Op.Div && b instanceof Value.Known divisor) {
      for (int i = 0; i < divisor.tensor().size(); i++) {
        if (divisor.tensor().at(i) == 0) {
          throw new Refusal("divides by a constant that holds 0", "non-zero divisors");
        }
      }
    }
    if (op instanceof Op.Div && b instanceof Value.Variable) {
      return quotient(call, a, b);
    }
    return call.result(op, a, b);
  }

  /** a / b of a variable b, which makes the node's output. */
  static Value quotient(Call call, Value a, Value b) throws Refusal {
    Op reciprocal = new Op.Elementwise(new ScalarFunction.Reciprocal());
    if (Uniform.of(a).orElse(0) == 1 && broadcastsTo(a.shape(), b.shape())) {
      return call.result(reciprocal, b);
    }
    return call.result(new Op.Mul(), a, call.step("reciprocal", reciprocal, b));
  }

  /**
   * The second of two operands, its axes made explicit where they are not yet aligned at the end.
   */
  static Value second(Call call) throws Refusal {
    return call.opset() < 7 ? aligned(call) : call.input(1);
  }

  static boolean broadcastsTo(Shape from, Shape to) {
    try {
      return Shape.broadcast(from, to).equals(to);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The second operand in the one-way broadcasting of opset 6, its axes made explicit. */
  private static Value aligned(Call call) throws Refusal {
    Shape a = call.input(0).shape();
    Value b = call.input(1);
    if (!call.attributes().flag("broadcast")) {
      if (!a.equals(b.shape())) {
        throw new Refusal("operands " + a + " and " + b.shape() + " differ without broadcast");
      }
      return b;
    }
    int axis = (int) call.attributes().integer("axis", a.rank() - b.shape().rank());
    int trailing = a.rank() - axis - b.shape().rank();
    if (axis < 0 || trailing < 0) {
      throw new Refusal("cannot align " + b.shape() + " with " + a + " at axis " + axis);
    }
    List<Integer> dims = new ArrayList<>(b.shape().dims());
    dims.addAll(Collections.nCopies(trailing, 1));
    Shape target = new Shape(dims);
    if (b instanceof Value.Known) {
      return call.reshape(b, target);
    }
    return target.equals(b.shape()) ? b : call.step("aligned", new Op.Reshape(target), b);
  }

  private static List<Value> negate(Call call) throws Refusal {
    Value x = call.input(0);
    if (!x.type().isReal()) {
      Value zero = call.known(Tensor.ofLongs(Shape.SCALAR, 0), x.type());
      return List.of(KnownIntegers.apply(call, new Op.Sub(), zero, x));
    }
    Value minusOne = call.known(Tensor.ofFloats(Shape.SCALAR, -1f), x.type());
    return List.of(call.result(new Op.Mul(), x, minusOne));
  }
}
