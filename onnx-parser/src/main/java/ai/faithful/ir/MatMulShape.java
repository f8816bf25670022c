package ai.faithful.ir;

import java.util.ArrayList;
import java.util.List;

/** The shape rule of {@link Op.MatMul}, as NumPy's matmul. */
final class MatMulShape {
  private MatMulShape() {}

  static Shape of(Shape a, Shape b) {
    if (a.rank() == 0 || b.rank() == 0) {
      throw new IllegalArgumentException("MatMul of a scalar: " + a + " x " + b);
    }
    int inner = b.rank() == 1 ? b.dim(0) : b.dim(-2);
    if (a.dim(-1) != inner) {
      throw new IllegalArgumentException("inner extents differ: " + a + " x " + b);
    }
    Shape batchA = new Shape(a.dims().subList(0, Math.max(0, a.rank() - 2)));
    Shape batchB = new Shape(b.dims().subList(0, Math.max(0, b.rank() - 2)));
    List<Integer> dims = new ArrayList<>(Shape.broadcast(batchA, batchB).dims());
    if (a.rank() > 1) {
      dims.add(a.dim(-2));
    }
    if (b.rank() > 1) {
      dims.add(b.dim(-1));
    }
    return new Shape(dims);
  }
}
