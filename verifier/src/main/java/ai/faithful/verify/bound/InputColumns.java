package ai.faithful.verify.bound;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.faithful.ir.Input;
import ai.faithful.verify.rule.Network;
import ai.faithful.verify.rule.Precision;
import java.util.LinkedHashMap;
import java.util.Map;

/** The elements of all inputs side by side, as the columns of affine functions. */
final class InputColumns {
  private final Relaxation relaxation;
  private final Map<String, Long> first = new LinkedHashMap<>();
  private final long count;
  private final NDArray magnitude;
  private final NDArray total;

  /** In the enclosing scope. */
  InputColumns(Relaxation relaxation) {
    this.relaxation = relaxation;
    Precision precision = relaxation.network().precision();
    NDList all = new NDList();
    long columns = 0;
    for (Input input : relaxation.network().graph().inputs()) {
      first.put(input.name(), columns);
      columns += input.shape().size();
      all.add(Layout.flat(relaxation.box(input.name()).magnitude()));
    }
    this.count = columns;
    this.magnitude = NDArrays.concat(all, 1);
    this.total = magnitude.sum(new int[] {1}, true).mul(Rounding.inflation(columns, precision));
  }

  /** N. */
  static long count(Network network) {
    return network.graph().inputs().stream().mapToLong(input -> input.shape().size()).sum();
  }

  long count() {
    return count;
  }

  /** B. */
  long regions() {
    return relaxation.regions();
  }

  /** At least the sum of the largest magnitudes of all columns, {@code [B, 1]}. */
  NDArray total() {
    return total;
  }

  /** Column j is element j: {@code [1, N, size]}. */
  NDArray unit(String input) {
    Network network = relaxation.network();
    DataType type = network.precision().type();
    int size = network.graph().shapeOf(input).size();
    NDArray own = network.manager().eye(size, size, 0, type);
    long before = first(input);
    NDArray above = network.manager().zeros(new Shape(before, size), type);
    NDArray below = network.manager().zeros(new Shape(count - before - size, size), type);
    return NDArrays.concat(new NDList(above, own, below), 0).expandDims(0);
  }

  private long first(String input) {
    Long at = first.get(input);
    if (at == null) {
      throw new IllegalArgumentException("no input '" + input + "'");
    }
    return at;
  }

  /**
   * At least the sum over j of {@code |a_j| |x_j|} on each region: {@code [B or 1, N, n]} to {@code
   * [B, n]}.
   */
  NDArray weigh(NDArray a) {
    Precision precision = relaxation.network().precision();
    return magnitude
        .expandDims(1)
        .matMul(a.abs())
        .squeeze(1)
        .add(2 * count * precision.minNormal())
        .mul(Rounding.inflation(count + 1, precision));
  }

  /**
   * What {@code A x} does not fall below over each region.
   *
   * @param rows A, {@code [B, R, N]}
   * @return {@code [B, R]}
   */
  NDArray minimum(NDArray rows) {
    NDArray sum = null;
    for (Input input : relaxation.network().graph().inputs()) {
      long from = first(input.name());
      NDArray own =
          first.size() == 1
              ? rows
              : rows.get(
                  new NDIndex()
                      .addAllDim()
                      .addAllDim()
                      .addSliceDim(from, from + input.shape().size()));
      Concretizer.Minimum minimum =
          relaxation.region(input.name()).minimum(own, relaxation.rounding());
      NDArray slack = minimum.slack();
      NDArray least = slack == null ? minimum.value() : Rounding.down(minimum.value().sub(slack));
      sum = sum == null ? least : sum.add(least);
      sum = relaxation.rigorous() ? Rounding.down(sum) : sum;
    }
    Shape shape = new Shape(rows.getShape().get(0), rows.getShape().get(1));
    return sum == null ? relaxation.zeros(1).broadcast(shape) : sum;
  }
}
