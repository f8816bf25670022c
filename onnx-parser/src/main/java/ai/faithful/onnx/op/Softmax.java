package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Softmax and LogSoftmax.
 *
 * <p>Opset history: before 13 the input is seen as a matrix, the axes before {@code axis} as rows
 * and the rest as columns, and each row is normalised as a whole; from 13 on one axis is
 * normalised.
 *
 * <p>Attributes: axis = 1 before 13, -1 from 13 on.
 *
 * <p>Lowering: Softmax or LogSoftmax along one axis, between two Reshapes where the old meaning
 * joins several axes of extent above 1.
 */
final class Softmax {
  static final OnnxOperator SOFTMAX = family("Softmax", Op.Softmax::new);
  static final OnnxOperator LOG_SOFTMAX = family("LogSoftmax", Op.LogSoftmax::new);

  private Softmax() {}

  private static OnnxOperator family(String type, IntFunction<Op> along) {
    return OnnxOperator.named(type)
        .since(1, 1, 1, "axis")
        .lowering(call -> List.of(lower(call, along)));
  }

  private static Value lower(Call call, IntFunction<Op> along) throws Refusal {
    Value x = call.realInput(0);
    Shape shape = x.shape();
    if (call.opset() >= 13) {
      int axis = Call.axis(call.attributes().integer("axis", -1), shape.rank());
      return call.result(along.apply(axis), x);
    }
    long given = call.attributes().integer("axis", 1);
    int axis = given == shape.rank() ? shape.rank() : Call.axis(given, shape.rank());
    int rows = 1;
    for (int i = 0; i < axis; i++) {
      rows *= shape.dim(i);
    }
    int columns = rows == 0 ? 0 : shape.size() / rows;
    for (int i = axis; i < shape.rank(); i++) {
      if (shape.dim(i) == columns) {
        return call.result(along.apply(i), x);
      }
    }
    Value matrix = call.step("rows", new Op.Reshape(Shape.of(rows, columns)), x);
    Value normalised = call.step("normalised", along.apply(1), matrix);
    return call.result(new Op.Reshape(shape), normalised);
  }
}
