package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Slice: a range of indices along some axes, possibly backwards.
 *
 * <p>Opset history: 1 takes starts, ends and axes as attributes; 10 as inputs and adds steps; 11
 * allows negative axes and steps; 13 adds bfloat16.
 *
 * <p>Attributes (before 10): starts, ends, axes = 0, 1, ...
 *
 * <p>Lowering: a Gather for each axis that does not stay whole.
 */
final class Slice {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("Slice")
          .since(1, 1, 1, "starts", "ends", "axes")
          .since(10, 3, 5)
          .lowering(Slice::lower);

  private Slice() {}

  private static List<Value> lower(Call call) throws Refusal {
    Value x = call.input(0);
    int rank = x.shape().rank();
    long[] starts = argument(call, "starts", 1).orElseThrow(() -> new Refusal("has no starts"));
    long[] ends = argument(call, "ends", 2).orElseThrow(() -> new Refusal("has no ends"));
    int count = starts.length;
    long[] axes = argument(call, "axes", 3).orElse(LongStream.range(0, count).toArray());
    long[] ones = LongStream.generate(() -> 1).limit(count).toArray();
    long[] steps = call.opset() < 10 ? ones : argument(call, "steps", 4).orElse(ones);
    if (count > rank || ends.length != count || axes.length != count || steps.length != count) {
      throw new Refusal("starts, ends, axes and steps differ in length");
    }
    List<Integer> seen = new ArrayList<>();
    List<Op> slices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int axis = Call.axis(axes[i], rank);
      if (seen.contains(axis)
          || steps[i] == 0
          || steps[i] < -Integer.MAX_VALUE
          || steps[i] > Integer.MAX_VALUE) {
        throw new Refusal("slices axis " + axis + " twice or by the step " + steps[i]);
      }
      if (steps[i] < 0 && (ends[i] == Integer.MAX_VALUE || ends[i] == Long.MAX_VALUE)) {
        // The specification's text clamps it, ONNX Runtime takes it for the end of the way.
        throw new Refusal("slices backwards to " + ends[i], "the smallest integer, to the front");
      }
      seen.add(axis);
      int extent = x.shape().dim(axis);
      int[] indices = indices(extent, starts[i], ends[i], steps[i]);
      boolean whole = indices.length == extent && steps[i] == 1;
      if (!whole) {
        slices.add(Choice.along(axis, IntStream.of(indices)));
      }
    }
    return List.of(call.chain(x, slices));
  }

  private static int[] indices(int extent, long start, long end, long step) {
    boolean forwards = step > 0;
    long first = clamped(start, extent, 0, forwards ? extent : extent - 1);
    long last = clamped(end, extent, forwards ? 0 : -1, forwards ? extent : extent - 1);
    long span = forwards ? last - first : first - last;
    long size = Math.abs(step);
    long count = extent == 0 ? 0 : Math.max(0, (span + size - 1) / size);
    int[] indices = new int[(int) count];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = (int) (first + i * step);
    }
    return indices;
  }

  private static Optional<long[]> argument(Call call, String name, int input) throws Refusal {
    if (call.opset() < 10) {
      return call.attributes()
          .integers(name)
          .map(list -> list.stream().mapToLong(Long::longValue).toArray());
    }
    return call.optionalInput(input).isPresent()
        ? Optional.of(call.integerInput(input))
        : Optional.empty();
  }

  private static long clamped(long index, int extent, long low, long high) {
    long at = index < 0 ? index + extent : index;
    return Math.max(low, Math.min(high, at));
  }
}
