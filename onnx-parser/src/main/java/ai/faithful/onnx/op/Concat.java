package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import java.util.List;

/**
 * Concat: joins tensors along one axis.
 *
 * <p>Opset history: 1 has a default axis of 1, 4 requires it, 11 allows a negative one, 13 adds
 * bfloat16.
 *
 * <p>Attributes: axis.
 *
 * <p>Lowering: Concat; of known tensors, while reading: the parts of a target shape, as a rule.
 */
final class Concat {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("Concat").since(4, 1, Integer.MAX_VALUE, "axis").lowering(Concat::lower);

  private Concat() {}

  private static List<Value> lower(Call call) throws Refusal {
    if (!call.attributes().has("axis")) {
      throw new Refusal("has no axis");
    }
    Value[] parts = new Value[call.inputCount()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = call.input(i);
      if (parts[i].type() != parts[0].type()) {
        throw new Refusal("joins " + parts[0].type() + " and " + parts[i].type());
      }
    }
    int axis = Call.axis(call.attributes().integer("axis", 0), parts[0].shape().rank());
    return List.of(parts.length == 1 ? parts[0] : call.result(new Op.Concat(axis), parts));
  }
}
