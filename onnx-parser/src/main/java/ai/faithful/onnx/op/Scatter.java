package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * ScatterElements, ScatterND and the old Scatter: the data with some elements replaced by updates,
 * at known indices.
 *
 * <p>Opset history. Scatter: 9, replaced by ScatterElements in 11. ScatterElements: 11, 13; 16 adds
 * reduction add and mul, 18 min and max. ScatterND: likewise.
 *
 * <p>Attributes: axis = 0 (not ScatterND), reduction = none.
 *
 * <p>Lowering: a Gather of the data and the updates joined as one row. Other reductions, and an
 * element that is updated twice, are refused.
 */
final class Scatter {
  static final OnnxOperator SCATTER =
      OnnxOperator.named("Scatter").since(9, 3, 3, "axis").lowering(Scatter::elements);

  static final OnnxOperator ELEMENTS =
      OnnxOperator.named("ScatterElements")
          .since(11, 3, 3, "axis")
          .since(16, 3, 3, "axis", "reduction")
          .lowering(Scatter::elements);

  static final OnnxOperator ND =
      OnnxOperator.named("ScatterND")
          .since(11, 3, 3)
          .since(16, 3, 3, "reduction")
          .lowering(Scatter::nd);

  private Scatter() {}

  private static List<Value> elements(Call call) throws Refusal {
    Shape x = call.input(0).shape();
    Value.Known indices = Gather.indices(call);
    int axis = Call.axis(call.attributes().integer("axis", 0), x.rank());
    if (!call.input(2).shape().equals(indices.shape())) {
      throw new Refusal("has updates " + call.input(2).shape() + " for " + indices.shape());
    }
    return List.of(replaced(call, Gather.positions(indices, x, axis)));
  }

  private static List<Value> nd(Call call) throws Refusal {
    Shape x = call.input(0).shape();
    Value.Known indices = Gather.indices(call);
    Shape chosen = indices.shape();
    if (chosen.rank() < 1 || chosen.dim(-1) > x.rank()) {
      throw new Refusal("has indices " + chosen + " into " + x);
    }
    int inner = new Shape(x.dims().subList(chosen.dim(-1), x.rank())).size();
    int[] starts = Gather.slices(indices, x, 0);
    if ((long) starts.length * inner != call.input(2).shape().size()) {
      throw new Refusal("has updates " + call.input(2).shape() + " for " + chosen + " into " + x);
    }
    int[] targets = new int[starts.length * inner];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = starts[i / inner] + i % inner;
    }
    return List.of(replaced(call, targets));
  }

  /** The data, update i in the place of element {@code targets[i]}. */
  private static Value replaced(Call call, int[] targets) throws Refusal {
    String reduction = call.attributes().string("reduction", "none");
    if (!reduction.equals("none")) {
      throw new Refusal("has the reduction " + Text.clip(reduction), "none");
    }
    Value data = call.input(0);
    Value updates = call.input(2);
    if (updates.type() != data.type()) {
      throw new Refusal("mixes " + data.type() + " and " + updates.type());
    }
    if (targets.length == 0) {
      return data;
    }
    int size = data.shape().size();
    Choice.requireSize((long) size + targets.length);
    int[] positions = IntStream.range(0, size).toArray();
    for (int i = 0; i < targets.length; i++) {
      if (positions[targets[i]] >= size) {
        throw new Refusal("updates an element twice", "distinct indices");
      }
      positions[targets[i]] = size + i;
    }
    boolean leading = data.shape().rank() > 0 && data.shape().dim(0) == 1;
    Shape row = leading ? Shape.of(1, size) : Shape.of(size);
    Shape other = leading ? Shape.of(1, targets.length) : Shape.of(targets.length);
    Value both =
        call.step(
            "joined",
            new Op.Concat(row.rank() - 1),
            call.step("row", new Op.Reshape(row), data),
            call.step("updates", new Op.Reshape(other), updates));
    return Choice.anywhere(call, both, data.shape(), positions);
  }
}
