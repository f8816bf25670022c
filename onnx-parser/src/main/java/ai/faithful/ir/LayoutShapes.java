package ai.faithful.ir;

import java.util.ArrayList;
import java.util.List;

/** The shape rules of the operators that arrange, repeat or gather up elements. */
final class LayoutShapes {
  private LayoutShapes() {}

  static Shape concat(int axis, List<Shape> operands) {
    Shape first = operands.get(0);
    requireAxis(axis, first);
    long extent = 0;
    for (Shape operand : operands) {
      if (operand.rank() != first.rank() || !with(operand, axis, 0).equals(with(first, axis, 0))) {
        throw new IllegalArgumentException(
            "cannot join " + operand + " to " + first + " along axis " + axis);
      }
      extent += operand.dim(axis);
    }
    return with(first, axis, Math.toIntExact(extent));
  }

  static Shape gather(int axis, List<Integer> indices, Shape x) {
    requireAxis(axis, x);
    for (int index : indices) {
      if (index < 0 || index >= x.dim(axis)) {
        throw new IllegalArgumentException(
            "index " + index + " is outside axis " + axis + " of " + x);
      }
    }
    return with(x, axis, indices.size());
  }

  static Shape pad(Op.Pad op, Shape x) {
    int rank = x.rank();
    if (op.begin().size() != rank || op.end().size() != rank || op.interior().size() != rank) {
      throw new IllegalArgumentException("the pads do not fit " + x);
    }
    List<Integer> dims = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      if (op.begin().get(i) < 0 || op.end().get(i) < 0 || op.interior().get(i) < 0) {
        throw new IllegalArgumentException("a pad is negative");
      }
      long gaps = (long) Math.max(0, x.dim(i) - 1) * op.interior().get(i);
      dims.add(Math.toIntExact(x.dim(i) + gaps + op.begin().get(i) + op.end().get(i)));
    }
    return new Shape(dims);
  }

  static Shape reduced(List<Integer> axes, Shape x) {
    int last = -1;
    Shape out = x;
    for (int axis : axes) {
      requireAxis(axis, x);
      if (axis <= last) {
        throw new IllegalArgumentException("axes " + axes + " do not ascend");
      }
      last = axis;
      out = with(out, axis, 1);
    }
    return out;
  }

  private static void requireAxis(int axis, Shape x) {
    if (axis < 0 || axis >= x.rank()) {
      throw new IllegalArgumentException("axis " + axis + " is outside " + x);
    }
  }

  private static Shape with(Shape x, int axis, int extent) {
    List<Integer> dims = new ArrayList<>(x.dims());
    dims.set(axis, extent);
    return new Shape(dims);
  }
}
