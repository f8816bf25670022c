package ai.faithful.ir.eval;

import ai.faithful.ir.Indexing;
import ai.faithful.ir.Shape;

/** Batched matrix product: for each pair of matrices, rows of b accumulated into rows of c. */
final class MatMulKernel {
  private MatMulKernel() {}

  static Kernel of(Shape a, Shape b, Shape result) {
    int rows = a.rank() > 1 ? a.dim(-2) : 1;
    int columns = b.rank() > 1 ? b.dim(-1) : 1;
    int inner = a.dim(-1);
    int removed = (a.rank() > 1 ? 1 : 0) + (b.rank() > 1 ? 1 : 0);
    Shape batch = new Shape(result.dims().subList(0, result.rank() - removed));
    int[] fromA = Indexing.broadcast(batchOf(a), batch);
    int[] fromB = Indexing.broadcast(batchOf(b), batch);
    return operands -> {
      double[] out = new double[batch.size() * rows * columns];
      for (int i = 0; i < fromA.length; i++) {
        int startA = fromA[i] * rows * inner;
        int startB = fromB[i] * inner * columns;
        for (int row = 0; row < rows; row++) {
          int to = (i * rows + row) * columns;
          for (int k = 0; k < inner; k++) {
            double factor = operands[0][startA + row * inner + k];
            if (factor != 0) {
              accumulate(out, to, factor, operands[1], startB + k * columns, columns);
            }
          }
        }
      }
      return out;
    };
  }

  private static void accumulate(
      double[] out, int to, double factor, double[] b, int from, int count) {
    for (int j = 0; j < count; j++) {
      out[to + j] += factor * b[from + j];
    }
  }

  private static Shape batchOf(Shape x) {
    return new Shape(x.dims().subList(0, Math.max(0, x.rank() - 2)));
  }
}
