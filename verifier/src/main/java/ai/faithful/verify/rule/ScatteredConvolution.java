package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Op;

/**
 * The transpose of a convolution as one matrix product and, tap by tap, strided additions of its
 * rows to where they belong. In float64, for which the engine has no fast convolution, this is
 * several times faster than {@link TransposedConvolution}'s correlations.
 *
 * <p>A term of a sum passes through at most M/group + taps - 1 roundings, not more than the M/group
 * x taps of any order of summation.
 */
final class ScatteredConvolution {
  /** The most numbers in one product. */
  private static final long NUMBERS = 1L << 21;

  private final Op.Conv op;
  private final int axes;
  private final long[] inputExtents;
  private final long[] outputExtents;
  private final long[] tapExtents;
  private final long channels;

  private ScatteredConvolution(Op.Conv op, ai.faithful.ir.Shape input, NDArray kernel, NDArray a) {
    this.op = op;
    this.axes = input.rank() - 2;
    this.inputExtents = input.dims().subList(2, input.rank()).stream().mapToLong(d -> d).toArray();
    this.outputExtents = a.getShape().slice(2).getShape();
    this.tapExtents = kernel.getShape().slice(2).getShape();
    this.channels = kernel.getShape().get(1) * op.group();
  }

  /** From {@code [N, M, o..]} to {@code [N, C, d..]}. */
  static NDArray of(Op.Conv op, ai.faithful.ir.Shape input, NDArray kernel, NDArray a) {
    return new ScatteredConvolution(op, input, kernel, a).run(kernel, a);
  }

  private NDArray run(NDArray kernel, NDArray a) {
    long n = a.getShape().get(0);
    long groupOutputs = kernel.getShape().get(0) / op.group();
    long taps = product(tapExtents);
    long perGroup = channels / op.group() * taps;
    NDArray weights = kernel.reshape(op.group(), groupOutputs, perGroup).swapAxes(1, 2);
    long atOnce = Math.max(1, NUMBERS / Math.max(1, channels * taps * product(outputExtents)));
    NDList parts = new NDList();
    for (long from = 0; from < n; from += atOnce) {
      try (Scope scope = new Scope()) {
        NDIndex slice = new NDIndex().addSliceDim(from, Math.min(n, from + atOnce));
        parts.add(scope.keep(scattered(a.get(slice), weights)));
      }
    }
    return parts.size() == 1 ? parts.get(0) : NDArrays.concat(parts);
  }

  /** One part of the batch. The batch axis goes last, so that additions run over long rows. */
  private NDArray scattered(NDArray a, NDArray weights) {
    long n = a.getShape().get(0);
    long groupOutputs = weights.getShape().get(2);
    long points = product(outputExtents);
    NDArray columns =
        a.reshape(n, op.group() * groupOutputs * points)
            .swapAxes(0, 1)
            .reshape(op.group(), groupOutputs, points * n);
    long taps = product(tapExtents);
    NDArray terms =
        weights
            .matMul(columns)
            .reshape(new Shape(channels, taps).addAll(batchLast(outputExtents, n)));
    long[] extents = new long[axes];
    NDIndex wanted = new NDIndex().addAllDim();
    for (int i = 0; i < axes; i++) {
      long pad = op.padsBegin().get(i);
      extents[i] = Math.max(inputExtents[i] + pad, reach(i, tapExtents[i] - 1));
      wanted.addSliceDim(pad, pad + inputExtents[i]);
    }
    NDArray out =
        a.getManager().zeros(new Shape(channels).addAll(batchLast(extents, n)), a.getDataType());
    for (long tap = 0; tap < taps; tap++) {
      out.get(target(tap)).addi(terms.get(new NDIndex().addAllDim().addIndices(tap)));
    }
    return out.get(wanted.addAllDim())
        .reshape(channels * product(inputExtents), n)
        .swapAxes(0, 1)
        .reshape(new Shape(n, channels).addAll(new Shape(inputExtents)));
  }

  /** Where the terms of one tap belong in the padded input. */
  private NDIndex target(long tap) {
    long[] position = new long[axes];
    long rest = tap;
    for (int i = axes - 1; i >= 0; i--) {
      position[i] = rest % tapExtents[i];
      rest /= tapExtents[i];
    }
    NDIndex target = new NDIndex().addAllDim();
    for (int i = 0; i < axes; i++) {
      long first = op.dilations().get(i) * position[i];
      target.addSliceDim(first, reach(i, position[i]), op.strides().get(i));
    }
    return target.addAllDim();
  }

  private static Shape batchLast(long[] extents, long n) {
    return new Shape(extents).add(n);
  }

  /** One past the last padded input position that a tap of an axis touches. */
  private long reach(int axis, long tap) {
    return op.strides().get(axis) * (outputExtents[axis] - 1) + op.dilations().get(axis) * tap + 1;
  }

  private static long product(long[] extents) {
    long product = 1;
    for (long extent : extents) {
      product *= extent;
    }
    return product;
  }
}
