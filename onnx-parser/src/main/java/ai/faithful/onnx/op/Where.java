package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Indexing;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.ball.ConstantLayout;
import ai.faithful.onnx.tensor.DataType;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Where: an element of one or the other operand, as a boolean says.
 *
 * <p>Opset history: 9; 16 adds bfloat16. No attributes.
 *
 * <p>Lowering: by a condition on the data, b + step (a - b), which a pass may recognise as an
 * activation. By a known one: where it is the same everywhere, one of the operands; known operands
 * are chosen from while reading; else the sum of both under masks of 0 and 1.
 */
final class Where {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("Where").since(9, 3, 3).lowering(call -> List.of(lower(call)));

  private Where() {}

  private static Value lower(Call call) throws Refusal {
    Value a = call.input(1);
    Value b = call.input(2);
    if (a.type() != b.type()) {
      throw new Refusal("mixes " + a.type() + " and " + b.type(), "operands of one type");
    }
    if (call.input(0) instanceof Value.Variable step && step.type() == DataType.BOOL) {
      return stepping(call, step, a, b);
    }
    Tensor condition = Logic.known(call.input(0));
    Shape shape = Shape.broadcast(condition.shape(), Shape.broadcast(a.shape(), b.shape()));
    Choice.requireSize(shape.size());
    OptionalDouble uniform = Uniform.of(condition);
    if (uniform.isPresent()) {
      Value chosen = uniform.getAsDouble() != 0 ? a : b;
      return chosen.shape().equals(shape) ? chosen : call.result(new Op.Expand(shape), chosen);
    }
    if (a instanceof Value.Known x && b instanceof Value.Known y) {
      return chosen(call, condition, x, y, shape);
    }
    if (!a.type().isReal()) {
      throw new Refusal("chooses " + a.type() + " that depends on the data", "floating point");
    }
    Value here = masked(call, a, condition, 1);
    Value there = masked(call, b, condition, 0);
    return call.result(new Op.Add(), here, there);
  }

  /** b + step (a - b). */
  private static Value stepping(Call call, Value.Variable condition, Value a, Value b)
      throws Refusal {
    if (!a.type().isReal()) {
      throw new Refusal("chooses " + a.type() + " by the data", "floating point");
    }
    Value step = new Value.Variable(condition.name(), condition.shape(), a.type());
    OptionalDouble otherwise = Uniform.of(b);
    Shape shape = Shape.broadcast(step.shape(), a.shape());
    if (otherwise.isPresent()
        && otherwise.getAsDouble() == 0
        && Arithmetic.broadcastsTo(b.shape(), shape)) {
      return call.result(new Op.Mul(), step, a);
    }
    Value difference = call.step("difference", new Op.Sub(), a, b);
    Value added = call.step("added", new Op.Mul(), step, difference);
    return call.result(new Op.Add(), added, b);
  }

  /** x where the condition is {@code value}, else 0. */
  private static Value masked(Call call, Value x, Tensor condition, long value) throws Refusal {
    float[] mask = new float[condition.size()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = condition.longAt(i) == value ? 1 : 0;
    }
    Value.Known factor = call.known(Tensor.ofFloats(condition.shape(), mask), x.type());
    return call.step(value == 1 ? "here" : "there", new Op.Mul(), x, factor);
  }

  private static Value chosen(
      Call call, Tensor condition, Value.Known a, Value.Known b, Shape shape) throws Refusal {
    Constant both =
        ConstantLayout.concat(List.of(flat(a.constant(), shape), flat(b.constant(), shape)), 0);
    int[] from = Indexing.broadcast(condition.shape(), shape);
    int[] picked = new int[shape.size()];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = condition.longAt(from[i]) != 0 ? i : shape.size() + i;
    }
    Tensor value = both.value().pick(shape, picked);
    Constant result = new Constant(value, both.radius().map(r -> r.pick(shape, picked)));
    return call.constant("chosen", result, a.type());
  }

  private static Constant flat(Constant x, Shape shape) {
    return ConstantLayout.reshape(ConstantLayout.expand(x, shape), Shape.of(shape.size()));
  }
}
