package ai.faithful.verify.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The transpose of a convolution, built from the engine's cross-correlation (the engine has no
 * transposed convolution) and differentiable in the kernel.
 *
 * <p>Along one axis, input i feeds output o through tap t iff i + pad = stride o + dilation t.
 * Inputs fall into {@code stride} phases by (i + pad) mod stride. With dilation 1, a phase r sees
 * the taps r, r + stride, ..: a correlation of stride 1 with the flipped sub-kernel. The phases are
 * computed apart and interleaved. Where both stride and dilation exceed 1, zeros are inserted
 * between outputs instead, which makes the stride 1.
 */
final class TransposedConvolution {
  private final NDArray kernel;
  private final int axes;
  private final int group;
  private final long[] strides;
  private final long[] dilations;
  private final long[] pads;
  private final long[] extents;
  private final NDArray outputs;

  private TransposedConvolution(Op.Conv op, Shape input, NDArray kernel, NDArray a) {
    this.kernel = kernel;
    this.axes = input.rank() - 2;
    this.group = op.group();
    this.dilations = Correlation.longs(op.dilations());
    this.pads = Correlation.longs(op.padsBegin());
    this.extents = input.dims().subList(2, input.rank()).stream().mapToLong(d -> d).toArray();
    long[] insert =
        IntStream.range(0, axes)
            .mapToLong(i -> op.dilations().get(i) > 1 ? op.strides().get(i) : 1)
            .toArray();
    this.strides =
        IntStream.range(0, axes).mapToLong(i -> op.strides().get(i) / insert[i]).toArray();
    this.outputs = Arrays.stream(insert).allMatch(s -> s == 1) ? a : zerosInserted(a, insert);
  }

  /** From {@code [N, M, o..]} to {@code [N, C, d..]}. */
  static NDArray of(Op.Conv op, Shape input, NDArray kernel, NDArray a) {
    return a.getDataType() == DataType.FLOAT64
        ? ScatteredConvolution.of(op, input, kernel, a)
        : new TransposedConvolution(op, input, kernel, a).run();
  }

  private NDArray run() {
    int phases = (int) Arrays.stream(strides).reduce(1, (a, b) -> a * b);
    if (phases == 1) {
      return phase(new long[axes]);
    }
    NDList parts = new NDList();
    for (int p = 0; p < phases; p++) {
      long[] r = new long[axes];
      int rest = p;
      for (int i = axes - 1; i >= 0; i--) {
        r[i] = rest % strides[i];
        rest /= (int) strides[i];
      }
      parts.add(phase(r));
    }
    return interleaved(parts);
  }

  /** The first input position of every phase's block: the stride-aligned one at or before pad. */
  private long start(int axis) {
    return strides[axis] == 1 ? pads[axis] : pads[axis] / strides[axis];
  }

  /** How many positions each phase holds. */
  private long length(int axis) {
    return ceilDiv(extents[axis] + pads[axis], strides[axis]) - start(axis);
  }

  private NDArray phase(long[] r) {
    long[] before = new long[axes];
    long[] after = new long[axes];
    NDIndex taps = new NDIndex().addAllDim(2);
    for (int i = 0; i < axes; i++) {
      long size = kernel.getShape().get(2 + i);
      long count = r[i] < size ? ceilDiv(size - r[i], strides[i]) : 0;
      if (count == 0) {
        return kernel.getManager().zeros(phaseShape(), kernel.getDataType());
      }
      taps.addSliceDim(r[i], size, strides[i]);
      before[i] = dilations[i] * (count - 1) - start(i);
      after[i] = start(i) + length(i) - outputs.getShape().get(2 + i);
    }
    NDArray part = Arrays.stream(strides).allMatch(s -> s == 1) ? kernel : kernel.get(taps);
    long[] ones = LongStream.range(0, axes).map(i -> 1).toArray();
    return Correlation.of(outputs, flipped(part), before, after, ones, dilations, group);
  }

  private ai.djl.ndarray.types.Shape phaseShape() {
    long[] dims = new long[axes + 2];
    dims[0] = outputs.getShape().get(0);
    dims[1] = kernel.getShape().get(1) * group;
    for (int i = 0; i < axes; i++) {
      dims[2 + i] = length(i);
    }
    return new ai.djl.ndarray.types.Shape(dims);
  }

  /** {@code [M, C/g, k..]} to {@code [C, M/g, k..]}, each axis of taps reversed. */
  private NDArray flipped(NDArray part) {
    long[] dims = part.getShape().getShape();
    long[] split = new long[dims.length + 1];
    split[0] = group;
    split[1] = dims[0] / group;
    System.arraycopy(dims, 1, split, 2, dims.length - 1);
    int[] order = IntStream.range(0, split.length).toArray();
    order[1] = 2;
    order[2] = 1;
    long[] merged = dims.clone();
    merged[0] = group * dims[1];
    merged[1] = dims[0] / group;
    return part.reshape(split)
        .transpose(order)
        .reshape(merged)
        .flip(IntStream.range(2, 2 + axes).toArray());
  }

  private NDArray interleaved(NDList parts) {
    // [N, C, r1..rm, q1..qm] -> [N, C, q1, r1, .., qm, rm] -> [N, C, q1 s1, .., qm sm]
    long[] split = new long[2 + 2 * axes];
    long[] merged = new long[2 + axes];
    split[0] = merged[0] = outputs.getShape().get(0);
    split[1] = merged[1] = kernel.getShape().get(1) * group;
    int[] order = new int[2 + 2 * axes];
    order[1] = 1;
    NDIndex wanted = new NDIndex().addAllDim(2);
    for (int i = 0; i < axes; i++) {
      split[2 + i] = strides[i];
      split[2 + axes + i] = length(i);
      order[2 + 2 * i] = 2 + axes + i;
      order[3 + 2 * i] = 2 + i;
      merged[2 + i] = strides[i] * length(i);
      long first = strides[i] == 1 ? 0 : pads[i] - strides[i] * start(i);
      wanted.addSliceDim(first, first + extents[i]);
    }
    return NDArrays.stack(parts, 2).reshape(split).transpose(order).reshape(merged).get(wanted);
  }

  /** Puts {@code insert - 1} zeros after each element of each spatial axis. */
  private static NDArray zerosInserted(NDArray a, long[] insert) {
    long[] dims = a.getShape().getShape();
    int axes = insert.length;
    long[] split = new long[2 + 2 * axes];
    long[] merged = dims.clone();
    split[0] = dims[0];
    split[1] = dims[1];
    long[] none = new long[2 * axes];
    long[] zeros = new long[2 * axes];
    for (int i = 0; i < axes; i++) {
      split[2 + 2 * i] = dims[2 + i];
      split[3 + 2 * i] = 1;
      zeros[2 * i + 1] = insert[i] - 1;
      merged[2 + i] = dims[2 + i] * insert[i];
    }
    return Correlation.pad(a.reshape(split), none, zeros).reshape(merged);
  }

  private static long ceilDiv(long a, long b) {
    return -Math.floorDiv(-a, b);
  }
}
