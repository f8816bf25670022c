package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.faithful.verify.rule.Site;

/** Arrays of values of the graph, in the shapes of their values or flat. */
final class Layout {
  private Layout() {}

  /** {@code [first, *shape]}. */
  static Shape dims(long first, ai.faithful.ir.Shape shape) {
    return new Shape(first).addAll(new Shape(shape.dims().stream().mapToLong(d -> d).toArray()));
  }

  /** {@code [B, *shape]} as {@code [B, size]}. */
  static NDArray flat(NDArray x) {
    long batch = x.getShape().get(0);
    return x.reshape(batch, x.size() / Math.max(batch, 1));
  }

  /** A node's offset, broadcast to the node's shape, as a row {@code [1, size]}. */
  static NDArray spread(NDArray offset, Site site) {
    long[] dims = site.shape().dims().stream().mapToLong(d -> d).toArray();
    return offset.broadcast(new Shape(dims)).reshape(1, site.shape().size());
  }

  /**
   * Chosen rows of a matrix: {@code [n, m]} and 64-bit indices {@code [*]} to {@code [*, m]}. Whole
   * rows are copied, which indexing does element by element.
   */
  static NDArray rows(NDArray matrix, NDArray indices) {
    return matrix
        .getNDArrayInternal()
        .embedding(indices, matrix, SparseFormat.DENSE)
        .singletonOrThrow();
  }

  /** Chosen ones of {@code [B, ...]}, by 64-bit indices. */
  static NDArray some(NDArray all, NDArray indices) {
    long[] dims = all.getShape().getShape().clone();
    dims[0] = indices.size();
    return rows(flat(all), indices).reshape(dims);
  }

  /** The numbers of an array of either format, row-major: exact. */
  static double[] doubles(NDArray x) {
    return x.toType(DataType.FLOAT64, false).toDoubleArray();
  }

  /** An array in a format, under a handle of its own. */
  static NDArray near(NDArray x, DataType type) {
    return x.getDataType() == type ? x.reshape(x.getShape()) : x.toType(type, false);
  }
}
