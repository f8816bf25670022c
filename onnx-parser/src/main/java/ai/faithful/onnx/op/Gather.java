package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Gather, GatherElements and GatherND: elements of the data, chosen by known indices.
 *
 * <p>Opset history. Gather: 1; 11 allows negative indices; 13 adds bfloat16. GatherElements: 11,
 * 13. GatherND: 11; 12 adds batch_dims; 13 adds bfloat16.
 *
 * <p>Attributes: axis = 0 (Gather, GatherElements); batch_dims = 0 (GatherND).
 *
 * <p>Lowering: Gather along the axis, then a Reshape where the indices are no list; for the other
 * two a Gather of the data as a row. Indices that depend on the data are refused.
 */
final class Gather {
  static final OnnxOperator GATHER =
      OnnxOperator.named("Gather").since(1, 2, 2, "axis").lowering(Gather::gather);

  static final OnnxOperator ELEMENTS =
      OnnxOperator.named("GatherElements").since(11, 2, 2, "axis").lowering(Gather::elements);

  static final OnnxOperator ND =
      OnnxOperator.named("GatherND")
          .since(11, 2, 2)
          .since(12, 2, 2, "batch_dims")
          .lowering(Gather::nd);

  private Gather() {}

  private static List<Value> gather(Call call) throws Refusal {
    Value data = call.input(0);
    Value.Known indices = indices(call);
    Shape x = data.shape();
    int axis = Call.axis(call.attributes().integer("axis", 0), x.rank());
    int extent = x.dim(axis);
    Choice.requireSize((long) x.size() / Math.max(1, extent) * indices.shape().size());
    int[] chosen = new int[indices.shape().size()];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = Choice.index(indices.tensor().longAt(i), extent);
    }
    List<Op> steps = new ArrayList<>();
    steps.add(Choice.along(axis, IntStream.of(chosen)));
    if (indices.shape().rank() != 1) {
      List<Integer> dims = new ArrayList<>(x.dims().subList(0, axis));
      dims.addAll(indices.shape().dims());
      dims.addAll(x.dims().subList(axis + 1, x.rank()));
      steps.add(new Op.Reshape(new Shape(dims)));
    }
    return List.of(call.chain(data, steps));
  }

  private static List<Value> elements(Call call) throws Refusal {
    Value data = call.input(0);
    Value.Known indices = indices(call);
    Shape x = data.shape();
    int axis = Call.axis(call.attributes().integer("axis", 0), x.rank());
    int[] positions = positions(indices, x, axis);
    return List.of(Choice.anywhere(call, data, indices.shape(), positions));
  }

  /**
   * For each index of GatherElements or ScatterElements, the position it means in a tensor of shape
   * x: its own position, the axis replaced.
   */
  static int[] positions(Value.Known indices, Shape x, int axis) throws Refusal {
    Shape shape = indices.shape();
    boolean fits = shape.rank() == x.rank();
    for (int i = 0; fits && i < x.rank(); i++) {
      fits = i == axis || shape.dim(i) <= x.dim(i);
    }
    if (!fits) {
      throw new Refusal("has indices " + shape + " into " + x);
    }
    int[] own = shape.strides();
    int[] strides = x.strides();
    int[] positions = new int[shape.size()];
    for (int i = 0; i < positions.length; i++) {
      for (int k = 0; k < x.rank(); k++) {
        int at = i / own[k] % shape.dim(k);
        int index = k == axis ? Choice.index(indices.tensor().longAt(i), x.dim(axis)) : at;
        positions[i] += index * strides[k];
      }
    }
    return positions;
  }

  private static List<Value> nd(Call call) throws Refusal {
    Value data = call.input(0);
    Value.Known indices = indices(call);
    Shape x = data.shape();
    Shape chosen = indices.shape();
    long batch = call.attributes().integer("batch_dims", 0);
    if (batch < 0 || chosen.rank() < 1 || batch >= Math.min(x.rank(), chosen.rank())) {
      throw new Refusal("has indices " + chosen + " into " + x + ", batch_dims " + batch);
    }
    int shared = (int) batch;
    int depth = chosen.dim(-1);
    if (!chosen.dims().subList(0, shared).equals(x.dims().subList(0, shared))
        || shared + depth > x.rank()) {
      throw new Refusal("has indices " + chosen + " into " + x + ", batch_dims " + batch);
    }
    List<Integer> dims = new ArrayList<>(chosen.dims().subList(0, chosen.rank() - 1));
    List<Integer> slice = x.dims().subList(shared + depth, x.rank());
    dims.addAll(slice);
    int[] starts = slices(indices, x, shared);
    int inner = new Shape(slice).size();
    Choice.requireSize((long) starts.length * inner);
    int[] positions = new int[starts.length * inner];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = starts[i / inner] + i % inner;
    }
    return List.of(Choice.anywhere(call, data, new Shape(dims), positions));
  }

  /** For each index tuple of GatherND or ScatterND, where the slice that it means starts in x. */
  static int[] slices(Value.Known indices, Shape x, int shared) throws Refusal {
    int depth = indices.shape().dim(-1);
    int count = depth == 0 ? 1 : indices.shape().size() / depth;
    if (depth == 0) {
      for (int d : indices.shape().dims().subList(0, indices.shape().rank() - 1)) {
        count = Math.multiplyExact(count, d);
      }
    }
    int[] strides = x.strides();
    int perBatch = 1;
    for (int i = shared; i < indices.shape().rank() - 1; i++) {
      perBatch *= indices.shape().dim(i);
    }
    int[] starts = new int[count];
    for (int i = 0; i < count; i++) {
      if (shared > 0) {
        starts[i] = i / perBatch * strides[shared - 1];
      }
      for (int k = 0; k < depth; k++) {
        int axis = shared + k;
        long index = indices.tensor().longAt(i * depth + k);
        starts[i] += Choice.index(index, x.dim(axis)) * strides[axis];
      }
    }
    return starts;
  }

  static Value.Known indices(Call call) throws Refusal {
    Value.Known indices = call.knownInput(1);
    if (!indices.type().isInteger()) {
      throw new Refusal("indices are " + indices.type(), "integers");
    }
    return indices;
  }
}
