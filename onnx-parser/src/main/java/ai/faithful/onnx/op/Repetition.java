package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Expand and Tile: repetition of a tensor along its axes.
 *
 * <p>Opset history. Expand: 8, 13. Tile: 6 takes one count per axis as an input, 13 adds bfloat16.
 * No attributes.
 *
 * <p>Lowering: Expand along axes of extent 1, and a Gather with repeating indices along others.
 */
final class Repetition {
  static final OnnxOperator EXPAND =
      OnnxOperator.named("Expand").since(8, 2, 2).lowering(Repetition::expand);

  static final OnnxOperator TILE =
      OnnxOperator.named("Tile").since(6, 2, 2).lowering(Repetition::tile);

  private Repetition() {}

  private static List<Value> expand(Call call) throws Refusal {
    Value x = call.input(0);
    List<Integer> dims = new ArrayList<>();
    for (long extent : call.integerInput(1)) {
      if (extent < 0 || extent > Constants.DECLARED_LIMIT) {
        throw new Refusal("expands to the extent " + extent, "0 to 2^24");
      }
      dims.add((int) extent);
    }
    try {
      Shape target = Shape.broadcast(x.shape(), new Shape(dims));
      return List.of(target.equals(x.shape()) ? x : call.result(new Op.Expand(target), x));
    } catch (IllegalArgumentException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  private static List<Value> tile(Call call) throws Refusal {
    Value x = call.input(0);
    Shape shape = x.shape();
    long[] repeats = call.integerInput(1);
    if (repeats.length != shape.rank()) {
      throw new Refusal("has " + repeats.length + " repeats for " + shape);
    }
    List<Integer> expanded = new ArrayList<>(shape.dims());
    List<Op> steps = new ArrayList<>();
    long size = Math.max(1, shape.size());
    for (int i = 0; i < repeats.length; i++) {
      long count = repeats[i];
      if (count < 0 || count > Constants.DECLARED_LIMIT) {
        throw new Refusal("repeats axis " + i + " " + count + " times");
      }
      size *= Math.max(1, count);
      Choice.requireSize(size);
      int extent = shape.dim(i);
      if (extent == 1 && count > 1) {
        expanded.set(i, (int) count);
      } else if (count != 1) {
        steps.add(Choice.along(i, IntStream.range(0, extent * (int) count).map(k -> k % extent)));
      }
    }
    if (!expanded.equals(shape.dims())) {
      steps.add(0, new Op.Expand(new Shape(expanded)));
    }
    return List.of(call.chain(x, steps));
  }
}
