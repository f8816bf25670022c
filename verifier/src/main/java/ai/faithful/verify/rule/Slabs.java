package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/** Slabs of one axis of an array: taking them, and surrounding them with zeros. All exact. */
final class Slabs {
  private Slabs() {}

  /** The slabs {@code start}, {@code start + step}, .. of an axis, {@code count} of them. */
  static NDArray range(NDArray x, int axis, long start, long count, long step) {
    long end = count == 0 ? start : start + (count - 1) * step + 1;
    return x.get(new NDIndex().addAllDim(axis).addSliceDim(start, end, step).addEllipseDim());
  }

  /** The slabs at the given indices. */
  static NDArray chosen(NDArray x, int axis, long[] indices) {
    if (indices.length == 0) {
      return range(x, axis, 0, 0, 1);
    }
    long step = indices.length == 1 ? 1 : indices[1] - indices[0];
    boolean regular = step > 0;
    for (int i = 2; i < indices.length && regular; i++) {
      regular = indices[i] - indices[i - 1] == step;
    }
    return regular
        ? range(x, axis, indices[0], indices.length, step)
        : x.get(
            new NDIndex()
                .addAllDim(axis)
                .addIndices("{}", x.getManager().create(indices))
                .addEllipseDim());
  }

  /** Zero slabs before, after and between those of an axis. */
  static NDArray padded(NDArray x, int axis, long before, long after, long between) {
    Shape shape = x.getShape();
    long extent = shape.get(axis);
    if (between == 0 || extent < 2) {
      return surrounded(x, axis, before, after);
    }
    long[] split = new long[shape.dimension() + 1];
    long[] merged = shape.getShape().clone();
    for (int i = 0; i < merged.length; i++) {
      split[i <= axis ? i : i + 1] = merged[i];
    }
    split[axis + 1] = 1;
    merged[axis] = extent * (between + 1);
    NDArray spread = surrounded(x.reshape(split), axis + 1, 0, between).reshape(merged);
    NDArray trimmed = range(spread, axis, 0, extent + (extent - 1) * between, 1);
    return before == 0 && after == 0 ? trimmed : surrounded(trimmed, axis, before, after);
  }

  private static NDArray surrounded(NDArray x, int axis, long before, long after) {
    // The engine wants the last axis first, and may leave out the leading ones.
    int axes = x.getShape().dimension() - axis;
    long[] pads = new long[2 * axes];
    pads[2 * axes - 2] = before;
    pads[2 * axes - 1] = after;
    return x.pad(new Shape(pads), 0);
  }
}
