package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.tensor.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * ReverseSequence, Trilu, CenterCropPad and Compress: elements turned round, left out or replaced
 * by zeros.
 *
 * <p>Opset history. ReverseSequence: 10. Trilu: 14. CenterCropPad: 18. Compress: 9; 11 allows a
 * negative axis.
 *
 * <p>Attributes: batch_axis = 1 and time_axis = 0 (ReverseSequence); upper = 1 (Trilu); axes = all
 * (CenterCropPad); axis, by default the tensor as a row (Compress).
 *
 * <p>Lowering: a Gather; Mul by zeros and ones (Trilu); Gather or Pad (CenterCropPad). Lengths,
 * diagonals, shapes and conditions that depend on the data are refused.
 */
final class Reordering {
  static final OnnxOperator REVERSE_SEQUENCE =
      OnnxOperator.named("ReverseSequence")
          .since(10, 2, 2, "batch_axis", "time_axis")
          .lowering(Reordering::reverse);

  static final OnnxOperator TRILU =
      OnnxOperator.named("Trilu").since(14, 1, 2, "upper").lowering(Reordering::trilu);

  static final OnnxOperator CENTER_CROP_PAD =
      OnnxOperator.named("CenterCropPad").since(18, 2, 2, "axes").lowering(Reordering::center);

  static final OnnxOperator COMPRESS =
      OnnxOperator.named("Compress").since(9, 2, 2, "axis").lowering(Reordering::compress);

  private Reordering() {}

  private static List<Value> reverse(Call call) throws Refusal {
    Value x = call.input(0);
    Shape shape = x.shape();
    long batchAxis = call.attributes().integer("batch_axis", 1);
    long timeAxis = call.attributes().integer("time_axis", 0);
    if (shape.rank() < 2 || batchAxis + timeAxis != 1 || batchAxis * timeAxis != 0) {
      throw new Refusal("reverses axis " + timeAxis + " of " + shape, "axes 0 and 1");
    }
    int time = (int) timeAxis;
    int batch = (int) batchAxis;
    long[] lengths = call.integerInput(1);
    if (lengths.length != shape.dim(batch)) {
      throw new Refusal("has " + lengths.length + " lengths for " + shape);
    }
    int[] strides = shape.strides();
    int[] positions = new int[shape.size()];
    for (int i = 0; i < positions.length; i++) {
      int t = i / strides[time] % shape.dim(time);
      long length = lengths[i / strides[batch] % shape.dim(batch)];
      if (length < 1 || length > shape.dim(time)) {
        throw new Refusal("has the length " + length + " for " + shape);
      }
      int from = t < length ? (int) length - 1 - t : t;
      positions[i] = i + (from - t) * strides[time];
    }
    return List.of(Choice.anywhere(call, x, shape, positions));
  }

  private static List<Value> trilu(Call call) throws Refusal {
    Value x = call.input(0);
    int rank = x.shape().rank();
    if (rank < 2) {
      throw new Refusal("takes a triangle of " + x.shape(), "matrices");
    }
    boolean upper = call.attributes().integer("upper", 1) != 0;
    long[] diagonal = call.optionalInput(1).isPresent() ? call.integerInput(1) : new long[] {0};
    if (diagonal.length != 1) {
      throw new Refusal("has " + diagonal.length + " diagonals");
    }
    int columns = x.shape().dim(-1);
    Shape matrix = Shape.of(x.shape().dim(-2), columns);
    double[] mask = new double[matrix.size()];
    for (int i = 0; i < mask.length; i++) {
      long offset = (long) i % columns - i / columns;
      mask[i] = (upper ? offset >= diagonal[0] : offset <= diagonal[0]) ? 1 : 0;
    }
    if (x instanceof Value.Known known && !x.type().isReal()) {
      long[] elements = known.tensor().toLongs();
      for (int i = 0; i < elements.length; i++) {
        elements[i] *= (long) mask[i % mask.length];
      }
      return List.of(call.known(Tensor.ofLongs(x.shape(), elements), x.type()));
    }
    Constant triangle = Constant.exact(Tensor.ofDoubles(matrix, mask));
    return List.of(call.result(new Op.Mul(), x, call.constant("triangle", triangle, x.type())));
  }

  private static List<Value> center(Call call) throws Refusal {
    Value x = call.input(0);
    int rank = x.shape().rank();
    List<Long> all = IntStream.range(0, rank).mapToObj(i -> (long) i).toList();
    List<Long> axes = call.attributes().integers("axes").orElse(all);
    long[] wanted = call.integerInput(1);
    if (wanted.length != axes.size()) {
      throw new Refusal("has " + wanted.length + " extents for " + axes.size() + " axes");
    }
    List<Integer> before = new ArrayList<>(Collections.nCopies(rank, 0));
    List<Integer> after = new ArrayList<>(before);
    List<Op> steps = new ArrayList<>();
    boolean pads = false;
    for (int i = 0; i < wanted.length; i++) {
      int axis = Call.axis(axes.get(i), rank);
      int extent = x.shape().dim(axis);
      int target = Windows.small(wanted[i]);
      if (target < 0) {
        throw new Refusal("has the extent " + target);
      }
      if (target < extent) {
        int first = (extent - target) / 2;
        steps.add(Choice.range(axis, first, first + target));
      } else if (target > extent) {
        pads = true;
        before.set(axis, (target - extent) / 2);
        after.set(axis, target - extent - (target - extent) / 2);
      }
    }
    if (pads) {
      steps.add(new Op.Pad(before, after, Collections.nCopies(rank, 0)));
    }
    return List.of(call.chain(x, steps));
  }

  private static List<Value> compress(Call call) throws Refusal {
    Value x = call.input(0);
    Value.Known condition = call.knownInput(1);
    if (condition.type() != DataType.BOOL || condition.shape().rank() != 1) {
      throw new Refusal("has the condition " + condition.type() + condition.shape(), "booleans");
    }
    List<Op> steps = new ArrayList<>();
    Shape shape = x.shape();
    int axis = 0;
    if (call.attributes().has("axis")) {
      axis = Call.axis(call.attributes().integer("axis", 0), shape.rank());
    } else if (shape.rank() != 1) {
      shape = Shape.of(shape.size());
      steps.add(new Op.Reshape(shape));
    }
    int count = Math.min(condition.shape().dim(0), shape.dim(axis));
    steps.add(
        Choice.along(
            axis, IntStream.range(0, count).filter(i -> condition.tensor().longAt(i) != 0)));
    return List.of(call.chain(x, steps));
  }
}
