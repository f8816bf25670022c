package ai.faithful.onnx.op;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.tensor.DataType;
import java.util.List;

/**
 * Shape and Size.
 *
 * <p>Opset history. Shape: 1; 15 adds start and end; others add element types. Size: 1, likewise.
 *
 * <p>Attributes (Shape): start = 0, end = the rank; both are clamped into 0 to rank.
 *
 * <p>Lowering: known integers, for every extent is static (a symbolic batch is 1).
 */
final class ShapeOf {
  static final OnnxOperator SHAPE =
      OnnxOperator.named("Shape")
          .since(1, 1, 1)
          .since(15, 1, 1, "start", "end")
          .lowering(ShapeOf::shape);

  static final OnnxOperator SIZE =
      OnnxOperator.named("Size")
          .since(1, 1, 1)
          .lowering(
              call ->
                  List.of(
                      call.known(
                          Tensor.ofLongs(Shape.SCALAR, call.input(0).shape().size()),
                          DataType.INT64)));

  private ShapeOf() {}

  private static List<Value> shape(Call call) throws Refusal {
    Shape shape = call.input(0).shape();
    int rank = shape.rank();
    int start = clamped(call.attributes().integer("start", 0), rank);
    int end = clamped(call.attributes().integer("end", rank), rank);
    long[] dims = new long[Math.max(0, end - start)];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = shape.dim(start + i);
    }
    return List.of(call.known(Tensor.ofLongs(Shape.of(dims.length), dims), DataType.INT64));
  }

  private static int clamped(long axis, int rank) {
    return (int) Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
  }
}
