package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Sets of axes to reduce over. */
final class Axes {
  private Axes() {}

  /** The axes, each from -rank to rank-1 and named once, in ascending order. */
  static List<Integer> of(long[] axes, int rank) throws Refusal {
    TreeSet<Integer> sorted = new TreeSet<>();
    for (long axis : axes) {
      if (!sorted.add(Call.axis(axis, rank))) {
        throw new Refusal("names axis " + axis + " twice");
      }
    }
    return List.copyOf(sorted);
  }

  /** The axes from {@code first} on. */
  static List<Integer> from(int first, int rank) {
    return IntStream.range(first, rank).boxed().toList();
  }

  /** How many elements are reduced to one. */
  static int count(Shape x, List<Integer> axes) {
    int count = 1;
    for (int axis : axes) {
      count *= x.dim(axis);
    }
    return count;
  }

  /** The shape without these axes. */
  static Shape without(Shape x, List<Integer> axes) {
    List<Integer> dims = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      if (!axes.contains(i)) {
        dims.add(x.dim(i));
      }
    }
    return new Shape(dims);
  }

  /** The mean over axes, which are kept with extent 1. */
  static Value mean(Call call, Value x, List<Integer> axes) throws Refusal {
    int count = count(x.shape(), axes);
    if (count == 0) {
      throw new Refusal("takes the mean of no elements");
    }
    Value sum = call.step("sum", new Op.ReduceSum(axes), x);
    Tensor divisor = Tensor.ofDoubles(Shape.SCALAR, count);
    return count == 1 ? sum : call.step("mean", new Op.Div(), sum, call.known(divisor, x.type()));
  }
}
