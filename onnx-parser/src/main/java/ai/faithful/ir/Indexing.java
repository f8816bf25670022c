package ai.faithful.ir;

import java.util.List;

/** Where the elements of a rearranged tensor come from, in row-major positions. */
public final class Indexing {
  private Indexing() {}

  /** For each position of the transposed tensor, its position in the tensor of shape {@code x}. */
  public static int[] transposed(Shape x, List<Integer> permutation) {
    int[] strides = x.strides();
    int[] dims = new int[x.rank()];
    int[] steps = new int[x.rank()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = x.dim(permutation.get(i));
      steps[i] = strides[permutation.get(i)];
    }
    return strided(dims, steps, 0);
  }

  /**
   * For each position of a tensor of shape {@code to}, its position in the tensor of shape {@code
   * from} that is broadcast to it.
   *
   * @throws IllegalArgumentException if {@code from} does not broadcast to {@code to}
   */
  public static int[] broadcast(Shape from, Shape to) {
    if (!Shape.broadcast(from, to).equals(to)) {
      throw new IllegalArgumentException("shape " + from + " does not broadcast to " + to);
    }
    int[] strides = from.strides();
    int[] steps = new int[to.rank()];
    int lead = to.rank() - from.rank();
    for (int i = 0; i < strides.length; i++) {
      steps[lead + i] = from.dim(i) == 1 ? 0 : strides[i];
    }
    return strided(to.toArray(), steps, 0);
  }

  /** For each position of {@link Op.Gather}'s result, its position in the operand. */
  public static int[] gathered(Shape x, int axis, List<Integer> indices) {
    int inner = x.strides()[axis];
    int extent = x.dim(axis);
    int outer = x.size() / Math.max(1, inner * extent);
    int[] out = new int[outer * indices.size() * inner];
    int next = 0;
    for (int o = 0; o < outer; o++) {
      for (int index : indices) {
        int from = (o * extent + index) * inner;
        for (int i = 0; i < inner; i++) {
          out[next++] = from + i;
        }
      }
    }
    return out;
  }

  /** For each element of {@link Op.Pad}'s operand, its position in the result. */
  public static int[] padded(Shape x, Shape result, List<Integer> begin, List<Integer> interior) {
    int[] steps = result.strides();
    int offset = 0;
    for (int i = 0; i < steps.length; i++) {
      offset += begin.get(i) * steps[i];
      steps[i] *= interior.get(i) + 1;
    }
    return strided(x.toArray(), steps, offset);
  }

  /**
   * For each element of an operand of {@link Op.Concat} that begins at index {@code start} of the
   * joined axis, its position in the result.
   */
  public static int[] slab(Shape x, Shape result, int axis, int start) {
    int[] steps = result.strides();
    return strided(x.toArray(), steps, start * steps[axis]);
  }

  /**
   * Positions {@code offset + sum_i k_i steps[i]} for all index tuples k below {@code dims}, in
   * row-major order of k.
   */
  public static int[] strided(int[] dims, int[] steps, int offset) {
    int size = 1;
    for (int d : dims) {
      size *= d;
    }
    int[] out = new int[size];
    int[] index = new int[dims.length];
    int position = offset;
    for (int i = 0; i < size; i++) {
      out[i] = position;
      for (int axis = dims.length - 1; axis >= 0; axis--) {
        position += steps[axis];
        if (++index[axis] < dims[axis]) {
          break;
        }
        position -= dims[axis] * steps[axis];
        index[axis] = 0;
      }
    }
    return out;
  }
}
