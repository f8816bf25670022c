package ai.faithful.onnx.op;

import ai.faithful.ir.Indexing;
import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Slice: a range of indices along some axes, possibly backwards.
 *
 * <p>Opset history: 1 takes starts, ends and axes as attributes; 10 as inputs and adds steps; 11
 * allows negative axes and steps; 13 adds bfloat16.
 *
 * <p>Attributes (before 10): starts, ends, axes = 0, 1, ...
 *
 * <p>Lowering: while reading, of known tensors.
 */
final class Slice {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("Slice")
          .since(1, 1, 1, "starts", "ends", "axes")
          .since(10, 3, 5)
          .lowering(Slice::lower);

  private Slice() {}

  private static List<Value> lower(Call call) throws Refusal {
    Value.Known x = call.knownInput(0);
    int rank = x.shape().rank();
    long[] starts = argument(call, "starts", 1, new long[0]);
    long[] ends = argument(call, "ends", 2, new long[0]);
    long[] axes = argument(call, "axes", 3, LongStream.range(0, starts.length).toArray());
    long[] ones = LongStream.generate(() -> 1).limit(starts.length).toArray();
    long[] steps = call.opset() < 10 ? ones : argument(call, "steps", 4, ones);
    int count = starts.length;
    if (count > rank || ends.length != count || axes.length != count || steps.length != count) {
      throw new Refusal("starts, ends, axes and steps differ in length");
    }
    int[] strides = x.shape().strides();
    int[] dims = x.shape().toArray();
    int[] moves = strides.clone();
    int offset = 0;
    List<Integer> seen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int axis = Call.axis(axes[i], rank);
      if (seen.contains(axis)
          || steps[i] == 0
          || steps[i] < -Integer.MAX_VALUE
          || steps[i] > Integer.MAX_VALUE) {
        throw new Refusal("slices axis " + axis + " twice or by the step " + steps[i]);
      }
      seen.add(axis);
      int extent = x.shape().dim(axis);
      boolean forwards = steps[i] > 0;
      long start = clamped(starts[i], extent, 0, forwards ? extent : extent - 1);
      long end = clamped(ends[i], extent, forwards ? 0 : -1, forwards ? extent : extent - 1);
      long span = forwards ? end - start : start - end;
      long step = Math.abs(steps[i]);
      dims[axis] = (int) Math.max(0, (span + step - 1) / step);
      moves[axis] = dims[axis] > 1 ? (int) steps[i] * strides[axis] : strides[axis];
      offset += (int) Math.max(0, start) * strides[axis];
    }
    Shape shape = Shape.of(dims);
    return List.of(call.rearranged(x, shape, Indexing.strided(dims, moves, offset)));
  }

  private static long[] argument(Call call, String name, int input, long[] otherwise)
      throws Refusal {
    if (call.opset() < 10) {
      return call.attributes()
          .integers(name)
          .map(list -> list.stream().mapToLong(Long::longValue).toArray())
          .orElse(otherwise);
    }
    return call.optionalInput(input).isPresent() ? call.integerInput(input) : otherwise;
  }

  private static long clamped(long index, int extent, long low, long high) {
    long at = index < 0 ? index + extent : index;
    return Math.max(low, Math.min(high, at));
  }
}
