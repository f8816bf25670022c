package ai.faithful.onnx.op;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * EyeLike, OneHot and NonZero: tensors that follow from shapes and known indices.
 *
 * <p>Opset history. EyeLike: 9, 22. OneHot: 9; 11 allows negative indices. NonZero: 9, 13.
 *
 * <p>Attributes: dtype (EyeLike, by default the input's type) and k = 0, the diagonal; axis = -1
 * (OneHot).
 *
 * <p>Lowering: while reading. OneHot and NonZero of what depends on the data are refused.
 */
final class IndexPatterns {
  static final OnnxOperator EYE_LIKE =
      OnnxOperator.named("EyeLike").since(9, 1, 1, "dtype", "k").lowering(IndexPatterns::eye);

  static final OnnxOperator ONE_HOT =
      OnnxOperator.named("OneHot").since(9, 3, 3, "axis").lowering(IndexPatterns::oneHot);

  static final OnnxOperator NON_ZERO =
      OnnxOperator.named("NonZero").since(9, 1, 1).lowering(IndexPatterns::nonZero);

  private IndexPatterns() {}

  private static List<Value> eye(Call call) throws Refusal {
    Value x = call.input(0);
    Shape shape = x.shape();
    if (shape.rank() != 2) {
      throw new Refusal("makes a diagonal like " + shape, "a matrix");
    }
    Choice.requireSize(shape.size());
    int code = (int) call.attributes().integer("dtype", x.type().code());
    Optional<DataType> type = DataType.of(code);
    if (type.isEmpty()) {
      throw new Refusal("makes a tensor of " + DataType.nameOf(code), "numeric types");
    }
    long k = call.attributes().integer("k", 0);
    long[] ones = new long[shape.size()];
    for (int i = 0; i < ones.length; i++) {
      ones[i] = (long) i % shape.dim(1) - i / shape.dim(1) == k ? 1 : 0;
    }
    return List.of(call.known(typed(shape, ones, type.get()), type.get()));
  }

  private static Tensor typed(Shape shape, long[] elements, DataType type) {
    if (!type.isReal()) {
      return Tensor.ofLongs(shape, elements);
    }
    float[] reals = new float[elements.length];
    for (int i = 0; i < reals.length; i++) {
      reals[i] = elements[i];
    }
    return Tensor.ofFloats(shape, reals);
  }

  private static List<Value> oneHot(Call call) throws Refusal {
    Value.Known indices = call.knownInput(0);
    Value.Known depths = call.knownInput(1);
    Value.Known values = call.knownInput(2);
    if (!indices.type().isInteger() || !depths.type().isInteger() || depths.shape().size() != 1) {
      throw new Refusal("has indices of " + indices.type() + " and depth of " + depths.type());
    }
    if (values.shape().size() != 2) {
      throw new Refusal("has " + values.shape() + " values", "off and on");
    }
    long depth = depths.tensor().longAt(0);
    int rank = indices.shape().rank() + 1;
    int axis = Call.axis(call.attributes().integer("axis", -1), rank);
    if (depth < 1 || depth > Constants.DECLARED_LIMIT) {
      throw new Refusal("has the depth " + depth);
    }
    Choice.requireSize(indices.shape().size() * depth);
    List<Integer> dims = new ArrayList<>(indices.shape().dims());
    dims.add(axis, (int) depth);
    Shape shape = new Shape(dims);
    int inner = shape.strides()[axis];
    int[] chosen = new int[shape.size()];
    for (int i = 0; i < chosen.length; i++) {
      int outer = i / inner / (int) depth;
      long index = indices.tensor().longAt(outer * inner + i % inner);
      index = index < 0 ? index + depth : index;
      chosen[i] = i / inner % (int) depth == index ? 1 : 0;
    }
    return List.of(call.known(values.tensor().pick(shape, chosen), values.type()));
  }

  private static List<Value> nonZero(Call call) throws Refusal {
    Value.Known x = call.knownInput(0);
    if (!x.constant().isExact()) {
      throw new Refusal("looks for zeros among computed constants", "stored ones");
    }
    int[] strides = x.shape().strides();
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < x.shape().size(); i++) {
      if (x.tensor().at(i) != 0) {
        found.add(i);
      }
    }
    long[] indices = new long[strides.length * found.size()];
    for (int axis = 0; axis < strides.length; axis++) {
      for (int i = 0; i < found.size(); i++) {
        int at = found.get(i) / strides[axis] % x.shape().dim(axis);
        indices[axis * found.size() + i] = at;
      }
    }
    Shape shape = Shape.of(strides.length, found.size());
    return List.of(call.known(Tensor.ofLongs(shape, indices), DataType.INT64));
  }
}
