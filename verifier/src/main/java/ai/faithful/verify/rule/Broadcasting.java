package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.faithful.ir.Shape;
import java.util.stream.IntStream;

/** Broadcasting of values that carry a leading batch axis which takes no part in it. */
final class Broadcasting {
  private Broadcasting() {}

  /** {@code [n, *shape]} as the tensor engine's shape. */
  static ai.djl.ndarray.types.Shape batched(long n, Shape shape) {
    return new ai.djl.ndarray.types.Shape(
        java.util.stream.LongStream.concat(
                java.util.stream.LongStream.of(n), shape.dims().stream().mapToLong(d -> d))
            .toArray());
  }

  /** x under another shape of the same size, batch axis kept. */
  static NDArray reshape(NDArray x, Shape shape) {
    return x.reshape(batched(x.getShape().get(0), shape));
  }

  /** The shape with ones in front up to a rank. */
  static Shape padded(Shape shape, int rank) {
    Shape out = shape;
    while (out.rank() < rank) {
      out = out.prepend(1);
    }
    return out;
  }

  /** x, {@code [N, *from]}, with ones after the batch axis up to a rank. */
  static NDArray align(NDArray x, Shape from, int rank) {
    return reshape(x, padded(from, rank));
  }

  /** x, {@code [N, *from]}, broadcast to {@code [N, *to]}. */
  static NDArray expand(NDArray x, Shape from, Shape to) {
    NDArray aligned = align(x, from, to.rank());
    return from.size() == to.size()
        ? reshape(aligned, to)
        : aligned.broadcast(batched(x.getShape().get(0), to));
  }

  /** The transpose of broadcasting {@code from} to {@code to}: sums over the repeated axes. */
  static NDArray sumTo(NDArray a, Shape to, Shape from) {
    Shape padded = padded(from, to.rank());
    int[] repeated =
        IntStream.range(0, to.rank())
            .filter(i -> padded.dim(i) != to.dim(i))
            .map(i -> i + 1)
            .toArray();
    return reshape(repeated.length == 0 ? a : a.sum(repeated), from);
  }

  /** How often each element of {@code from} is repeated in {@code to}. */
  static int repeats(Shape to, Shape from) {
    return from.size() == 0 ? 0 : to.size() / from.size();
  }
}
