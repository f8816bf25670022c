package ai.faithful.onnx.op;

import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Gather: slices of the data along one axis, chosen by indices.
 *
 * <p>Opset history: 1; 11 allows negative indices; 13 adds bfloat16.
 *
 * <p>Attributes: axis = 0.
 *
 * <p>Lowering: while reading, of known data by known indices: extents taken from a shape, as a
 * rule.
 */
final class Gather {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("Gather").since(1, 2, 2, "axis").lowering(Gather::lower);

  private Gather() {}

  private static List<Value> lower(Call call) throws Refusal {
    Value.Known data = call.knownInput(0);
    Value.Known indices = call.knownInput(1);
    if (!indices.type().isInteger()) {
      throw new Refusal("indices are " + indices.type(), "integers");
    }
    Shape x = data.shape();
    int axis = Call.axis(call.attributes().integer("axis", 0), x.rank());
    List<Integer> dims = new ArrayList<>(x.dims().subList(0, axis));
    dims.addAll(indices.shape().dims());
    dims.addAll(x.dims().subList(axis + 1, x.rank()));
    Tensor chosen = indices.tensor();
    int inner = 1;
    for (int i = axis + 1; i < x.rank(); i++) {
      inner *= x.dim(i);
    }
    int outer = 1;
    for (int i = 0; i < axis; i++) {
      outer *= x.dim(i);
    }
    if ((long) outer * inner * chosen.size() > Constants.DECLARED_LIMIT) {
      throw new Refusal("makes too large a constant", "at most 2^24 elements");
    }
    int[] positions = new int[outer * chosen.size() * inner];
    int next = 0;
    for (int o = 0; o < outer; o++) {
      for (int k = 0; k < chosen.size(); k++) {
        int index = index(chosen.longAt(k), x.dim(axis));
        for (int i = 0; i < inner; i++) {
          positions[next++] = (o * x.dim(axis) + index) * inner + i;
        }
      }
    }
    return List.of(call.rearranged(data, new Shape(dims), positions));
  }

  private static int index(long index, int extent) throws Refusal {
    if (index < -extent || index >= extent) {
      throw new Refusal("index " + index + " is outside an axis of extent " + extent);
    }
    return (int) (index < 0 ? index + extent : index);
  }
}
