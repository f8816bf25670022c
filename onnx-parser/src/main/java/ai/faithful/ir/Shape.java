package ai.faithful.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The extents of a tensor, outermost first. A scalar has rank 0 and size 1; an extent may be 0.
 *
 * @param dims the extents, each at least 0, their product at most {@link Integer#MAX_VALUE}
 */
public record Shape(List<Integer> dims) {
  public static final Shape SCALAR = new Shape(List.of());

  public Shape {
    dims = List.copyOf(dims);
    long size = 1;
    for (int d : dims) {
      if (d < 0) {
        throw new IllegalArgumentException("negative extent in shape " + dims);
      }
      size *= d;
      if (size > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("shape " + dims + " has more than 2^31-1 elements");
      }
    }
  }

  public static Shape of(int... dims) {
    return new Shape(Arrays.stream(dims).boxed().collect(Collectors.toList()));
  }

  public int rank() {
    return dims.size();
  }

  /** The extent of an axis; negative axes count from the end. */
  public int dim(int axis) {
    return dims.get(axis < 0 ? axis + rank() : axis);
  }

  /** The number of elements. */
  public int size() {
    int size = 1;
    for (int d : dims) {
      size *= d;
    }
    return size;
  }

  public int[] toArray() {
    return dims.stream().mapToInt(Integer::intValue).toArray();
  }

  /** This shape with {@code extent} as a new outermost axis. */
  public Shape prepend(int extent) {
    List<Integer> out = new ArrayList<>();
    out.add(extent);
    out.addAll(dims);
    return new Shape(out);
  }

  /** Row-major strides, in elements. */
  public int[] strides() {
    int[] strides = new int[rank()];
    int step = 1;
    for (int i = rank() - 1; i >= 0; i--) {
      strides[i] = step;
      step *= dims.get(i);
    }
    return strides;
  }

  /**
   * The shape two operands broadcast to, by the multidirectional rule of ONNX (as NumPy).
   *
   * @throws IllegalArgumentException if they do not broadcast
   */
  public static Shape broadcast(Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    Integer[] out = new Integer[rank];
    for (int i = 1; i <= rank; i++) {
      int da = i <= a.rank() ? a.dim(-i) : 1;
      int db = i <= b.rank() ? b.dim(-i) : 1;
      if (da != db && da != 1 && db != 1) {
        throw new IllegalArgumentException("shapes " + a + " and " + b + " do not broadcast");
      }
      out[rank - i] = da == 1 ? db : da;
    }
    return new Shape(Arrays.asList(out));
  }

  // Written out, as a record's own equals is linked at run time, which every command would pay for.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Shape shape && dims.equals(shape.dims);
  }

  @Override
  public int hashCode() {
    return dims.hashCode();
  }

  @Override
  public String toString() {
    return dims.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
  }
}
