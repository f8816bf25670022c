package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Softmax along the last axis over the elements that a known mask keeps: what a softmax means of
 * scores that are -infinity elsewhere. The others get 0; so does a row of which nothing is kept, as
 * the specification of Attention has it.
 *
 * <p>Rows that keep the same columns are taken together: a Gather of rows, one of columns, Softmax,
 * zeros around it, and a Concat of the groups.
 *
 * @param kept for each element of the scores, in row-major order, whether it takes part
 */
record MaskedSoftmax(Call call, BitSet kept) {
  private static final int MOST_GROUPS = 1024;

  /**
   * The probabilities.
   *
   * @param scores of rank 1 or more
   */
  Value of(Value scores) throws Refusal {
    Shape shape = scores.shape();
    int last = shape.rank() - 1;
    if (kept.cardinality() == shape.size()) {
      return call.step("softmax", new Op.Softmax(last), scores);
    }
    int columns = shape.dim(last);
    int rows = last > 0 && alikeInBlocks(shape) ? shape.dim(last - 1) : shape.size() / columns;
    if (last > 0 && rows == shape.dim(last - 1)) {
      return grouped(scores, rows, columns);
    }
    Value matrix = reshaped("rows", Shape.of(1, rows, columns), scores);
    return reshaped("shaped", shape, grouped(matrix, rows, columns));
  }

  /** Whether the mask is the same for all indices of the axes before the last two. */
  private boolean alikeInBlocks(Shape shape) {
    int block = shape.dim(shape.rank() - 1) * shape.dim(shape.rank() - 2);
    for (int i = block; i < shape.size(); i++) {
      if (kept.get(i) != kept.get(i - block)) {
        return false;
      }
    }
    return true;
  }

  private Value reshaped(String suffix, Shape target, Value x) throws Refusal {
    return x.shape().equals(target) ? x : call.step(suffix, new Op.Reshape(target), x);
  }

  private Value grouped(Value x, int rows, int columns) throws Refusal {
    Map<BitSet, List<Integer>> groups = new LinkedHashMap<>();
    for (int row = 0; row < rows; row++) {
      BitSet columnsKept = kept.get(row * columns, (row + 1) * columns);
      groups.computeIfAbsent(columnsKept, k -> new ArrayList<>()).add(row);
    }
    if (groups.size() > MOST_GROUPS) {
      throw new Refusal(
          "masks " + rows + " rows in " + groups.size() + " ways", "at most " + MOST_GROUPS);
    }
    int axis = x.shape().rank() - 2;
    List<Value> parts = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    for (Map.Entry<BitSet, List<Integer>> group : groups.entrySet()) {
      List<Integer> members = group.getValue();
      order.addAll(members);
      Value part = members.size() == rows ? x : chosen("rows", axis, members, x);
      parts.add(probabilities(part, group.getKey(), columns));
    }
    Value all =
        parts.size() == 1
            ? parts.get(0)
            : call.step("groups", new Op.Concat(axis), parts.toArray(Value[]::new));
    Integer[] places = new Integer[rows];
    for (int i = 0; i < rows; i++) {
      places[order.get(i)] = i;
    }
    return order.equals(IntStream.range(0, rows).boxed().toList())
        ? all
        : chosen("ordered", axis, List.of(places), all);
  }

  private Value chosen(String suffix, int axis, List<Integer> indices, Value x) throws Refusal {
    return call.step(suffix, new Op.Gather(axis, indices), x);
  }

  private Value probabilities(Value x, BitSet columnsKept, int columns) throws Refusal {
    int last = x.shape().rank() - 1;
    int count = columnsKept.cardinality();
    if (count == 0) {
      return call.known(Tensor.ofFloats(x.shape(), new float[x.shape().size()]), x.type());
    }
    List<Integer> indices = columnsKept.stream().boxed().toList();
    Value some = count == columns ? x : chosen("kept", last, indices, x);
    Value softmax = call.step("softmax", new Op.Softmax(last), some);
    if (count == columns) {
      return softmax;
    }
    int first = indices.get(0);
    boolean together = indices.get(count - 1) - first == count - 1;
    int before = together ? first : 0;
    int after = together ? columns - first - count : 1;
    Value padded = call.step("padded", zeros(x.shape().rank(), before, after), softmax);
    if (together) {
      return padded;
    }
    List<Integer> places =
        IntStream.range(0, columns)
            .map(i -> columnsKept.get(i) ? columnsKept.get(0, i).cardinality() : count)
            .boxed()
            .toList();
    return chosen("placed", last, places, padded);
  }

  /** Zeros before and after along the last axis. */
  private static Op zeros(int rank, int before, int after) {
    List<Integer> begin = new ArrayList<>(Collections.nCopies(rank, 0));
    List<Integer> end = new ArrayList<>(begin);
    List<Integer> interior = List.copyOf(begin);
    begin.set(rank - 1, before);
    end.set(rank - 1, after);
    return new Op.Pad(begin, end, interior);
  }
}
