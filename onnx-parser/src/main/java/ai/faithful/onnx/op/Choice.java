package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Elements chosen by known indices: of one axis, or anywhere. */
final class Choice {
  private Choice() {}

  /** Indices {@code start} to {@code end - 1} of an axis. */
  static Op.Gather range(int axis, int start, int end) {
    return along(axis, IntStream.range(start, end));
  }

  /** The given indices of an axis. */
  static Op.Gather along(int axis, IntStream indices) {
    return new Op.Gather(axis, indices.boxed().toList());
  }

  /** An index that may count from the end. */
  static int index(long index, int extent) throws Refusal {
    if (index < -extent || index >= extent) {
      throw new Refusal("index " + index + " is outside an axis of extent " + extent);
    }
    return (int) (index < 0 ? index + extent : index);
  }

  /**
   * The elements of x at row-major positions, in a shape: a Gather of x as a row. A leading axis of
   * extent 1 on both sides stays one.
   */
  static Value anywhere(Call call, Value x, Shape shape, int[] positions) throws Refusal {
    boolean leading =
        x.shape().rank() > 0
            && shape.rank() > 0
            && x.shape().dim(0) == 1
            && shape.dim(0) == 1
            && x.shape().size() > 0;
    List<Op> steps = new ArrayList<>();
    Shape row = leading ? Shape.of(1, x.shape().size()) : Shape.of(x.shape().size());
    if (!row.equals(x.shape())) {
      steps.add(new Op.Reshape(row));
    }
    steps.add(along(row.rank() - 1, IntStream.of(positions)));
    Shape chosen = leading ? Shape.of(1, positions.length) : Shape.of(positions.length);
    if (!chosen.equals(shape)) {
      steps.add(new Op.Reshape(shape));
    }
    return call.chain(x, steps);
  }

  /** Refuses sizes that a file may not bring about without storing them. */
  static void requireSize(long size) throws Refusal {
    if (size > Constants.DECLARED_LIMIT) {
      throw new Refusal("chooses " + size + " elements", "at most 2^24");
    }
  }
}
