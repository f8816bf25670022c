package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Indexing;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Pad: more elements (or, by negative pads, fewer) at the ends of axes.
 *
 * <p>Opset history: 2 takes pads and value as attributes; 11 as inputs; 13 and later add element
 * types, 18 axes, 19 the mode wrap.
 *
 * <p>Attributes: mode = constant, reflect (the end itself is not repeated), edge or wrap; pads and
 * value = 0 (before 11).
 *
 * <p>Lowering: a Gather that crops where a pad is negative; then Pad, and Add of the value where it
 * is not 0; for the other modes a Gather per axis.
 */
final class Pad {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("Pad")
          .since(2, 1, 1, "mode", "pads", "value")
          .since(11, 2, 3, "mode")
          .since(18, 2, 4, "mode")
          .lowering(Pad::lower);

  private Pad() {}

  private static List<Value> lower(Call call) throws Refusal {
    Value x = call.input(0);
    int rank = x.shape().rank();
    int[] begin = new int[rank];
    int[] end = new int[rank];
    readPads(call, begin, end);
    String mode = call.attributes().string("mode", "constant");
    List<Op> steps = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      int extent = x.shape().dim(i);
      int first = Math.max(0, -begin[i]);
      int last = extent - Math.max(0, -end[i]);
      if (first > last || extent + begin[i] + end[i] < 0) {
        throw new Refusal("crops " + x.shape() + " by more than it has");
      }
      if (first > 0 || last < extent) {
        steps.add(Choice.range(i, first, last));
      }
      int before = Math.max(0, begin[i]);
      int after = Math.max(0, end[i]);
      if (!mode.equals("constant") && before + after > 0) {
        steps.add(Choice.along(i, IntStream.of(beyond(mode, last - first, before, after))));
      }
    }
    if (mode.equals("constant")) {
      return List.of(constant(call, x, steps, begin, end));
    }
    return List.of(call.chain(x, steps));
  }

  private static Value constant(Call call, Value x, List<Op> steps, int[] begin, int[] end)
      throws Refusal {
    List<Integer> before = Arrays.stream(begin).map(p -> Math.max(0, p)).boxed().toList();
    List<Integer> after = Arrays.stream(end).map(p -> Math.max(0, p)).boxed().toList();
    if (before.stream().allMatch(p -> p == 0) && after.stream().allMatch(p -> p == 0)) {
      return call.chain(x, steps);
    }
    Op.Pad pad = new Op.Pad(before, after, Collections.nCopies(begin.length, 0));
    Constant value = value(call);
    if (value.isExact() && value.value().at(0) == 0) {
      steps.add(pad);
      return call.chain(x, steps);
    }
    if (!x.type().isReal()) {
      throw new Refusal("pads " + x.type() + " with a value", "0, or floating point");
    }
    Value cropped = x;
    for (Op step : steps) {
      cropped = call.step("cropped", step, cropped);
    }
    Value padded = call.step("padded", pad, cropped);
    Tensor frame = frame(cropped.shape(), padded.shape(), before, value.value().at(0));
    return call.result(
        new Op.Add(), padded, call.constant("frame", Constant.exact(frame), x.type()));
  }

  /** The value where there is no element of x, 0 elsewhere. */
  private static Tensor frame(Shape x, Shape padded, List<Integer> before, double value) {
    double[] elements = new double[padded.size()];
    Arrays.fill(elements, value);
    for (int inside : Indexing.padded(x, padded, before, Collections.nCopies(before.size(), 0))) {
      elements[inside] = 0;
    }
    return Tensor.ofDoubles(padded, elements);
  }

  private static Constant value(Call call) throws Refusal {
    if (call.opset() < 11) {
      return Constant.exact(Tensor.scalar(call.attributes().real("value", 0)));
    }
    if (call.optionalInput(2).isEmpty()) {
      return Constant.exact(Tensor.scalar(0));
    }
    Constant value = call.knownInput(2).constant();
    if (value.shape().size() != 1 || !value.isExact()) {
      throw new Refusal("pads with " + value.shape() + " values", "one stored value");
    }
    return value;
  }

  private static void readPads(Call call, int[] begin, int[] end) throws Refusal {
    long[] pads =
        call.opset() >= 11
            ? call.integerInput(1)
            : call
                .attributes()
                .integers("pads")
                .orElseThrow(() -> new Refusal("has no pads"))
                .stream()
                .mapToLong(Long::longValue)
                .toArray();
    int rank = begin.length;
    Optional<Value> given = call.optionalInput(3);
    long[] axes =
        given.isPresent()
            ? call.integerInput(3)
            : IntStream.range(0, rank).asLongStream().toArray();
    if (pads.length != 2 * axes.length) {
      throw new Refusal("has " + pads.length + " pads for " + axes.length + " axes");
    }
    for (int i = 0; i < axes.length; i++) {
      int axis = Call.axis(axes[i], rank);
      begin[axis] = Windows.small(pads[i]);
      end[axis] = Windows.small(pads[axes.length + i]);
    }
  }

  /** The indices along an axis that goes on beyond its ends. */
  private static int[] beyond(String mode, int extent, int before, int after) throws Refusal {
    Choice.requireSize((long) extent + before + after);
    if (extent == 0) {
      throw new Refusal("has nothing to pad with");
    }
    int[] indices = new int[before + extent + after];
    for (int i = 0; i < indices.length; i++) {
      int at = i - before;
      indices[i] =
          switch (mode) {
            case "edge" -> Math.max(0, Math.min(extent - 1, at));
            case "wrap" -> Math.floorMod(at, extent);
            case "reflect" -> reflected(at, extent);
            default ->
                throw new Refusal(
                    "has the mode " + Text.clip(mode), "constant, reflect, edge, wrap");
          };
    }
    return indices;
  }

  private static int reflected(int at, int extent) throws Refusal {
    int mirrored = at < 0 ? -at : at >= extent ? 2 * (extent - 1) - at : at;
    if (mirrored < 0 || mirrored >= extent) {
      throw new Refusal("reflects an axis of extent " + extent + " further than it reaches");
    }
    return mirrored;
  }
}
