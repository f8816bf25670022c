package ai.faithful.onnx.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Split: consecutive parts of one axis, one per output.
 *
 * <p>Opset history: 2 takes the parts' extents as an attribute, 11 allows a negative axis, 13 takes
 * the extents as an input, 18 adds num_outputs. Without extents the parts are equal; from 18 on the
 * last one may be smaller.
 *
 * <p>Attributes: axis = 0, split (before 13), num_outputs (from 18).
 *
 * <p>Lowering: a Gather per output.
 */
final class Split {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("Split")
          .since(2, 1, 1, "axis", "split")
          .since(13, 1, 2, "axis")
          .since(18, 1, 2, "axis", "num_outputs")
          .lowering(Split::lower);

  private Split() {}

  private static List<Value> lower(Call call) throws Refusal {
    Value x = call.input(0);
    int axis = Call.axis(call.attributes().integer("axis", 0), x.shape().rank());
    int extent = x.shape().dim(axis);
    long[] parts = extents(call).orElse(null);
    if (parts == null) {
      parts = equal(call, extent);
    }
    if (parts.length != call.outputCount()
        || Arrays.stream(parts).anyMatch(part -> part < 0 || part > extent)
        || Arrays.stream(parts).sum() != extent) {
      throw new Refusal("splits " + extent + " into " + call.outputCount() + " parts that differ");
    }
    List<Value> results = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < parts.length; i++) {
      int end = start + (int) parts[i];
      results.add(call.result(i, Choice.range(axis, start, end), x));
      start = end;
    }
    return results;
  }

  private static Optional<long[]> extents(Call call) throws Refusal {
    if (call.opset() < 13) {
      return call.attributes()
          .integers("split")
          .map(list -> list.stream().mapToLong(Long::longValue).toArray());
    }
    return call.optionalInput(1).isPresent() ? Optional.of(call.integerInput(1)) : Optional.empty();
  }

  private static long[] equal(Call call, int extent) throws Refusal {
    int count = call.outputCount();
    if (call.attributes().integer("num_outputs", count) != count) {
      throw new Refusal("num_outputs is not the number of outputs, " + count);
    }
    if (call.opset() < 18 && extent % count != 0) {
      throw new Refusal("splits " + extent + " into " + count + " equal parts");
    }
    long[] parts = new long[count];
    Arrays.fill(parts, (extent + count - 1) / count);
    parts[count - 1] = extent - (count - 1) * parts[0];
    return parts;
  }
}
