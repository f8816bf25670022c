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
