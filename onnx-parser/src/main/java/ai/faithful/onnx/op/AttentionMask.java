package ai.faithful.onnx.op;

import ai.faithful.ir.Indexing;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.tensor.DataType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What keeps positions of the keys out of an Attention: booleans, the order of the sequence,
 * lengths of padded sequences; and what is added to the scores.
 *
 * @param kept for each score, in row-major order, whether it takes part
 * @param bias what is added to the scores
 */
record AttentionMask(BitSet kept, Optional<Value> bias) {

  /**
   * The mask of a call.
   *
   * @param scores [batch, heads, queries, keys]
   * @param past how many keys are before those of the first query
   */
  static AttentionMask of(Call call, Shape scores, int past) throws Refusal {
    Choice.requireSize(scores.size());
    BitSet kept = new BitSet(scores.size());
    kept.set(0, scores.size());
    Optional<Value> bias = Optional.empty();
    if (call.optionalInput(3).isPresent()) {
      bias = given(call, call.input(3), scores, kept);
    }
    long[] lengths = lengths(call, scores);
    boolean causal = call.attributes().flag("is_causal");
    int keys = scores.dim(3);
    int queries = scores.dim(2);
    for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
      int key = i % keys;
      int query = i / keys % queries;
      int batch = i / (keys * queries * scores.dim(1));
      long length = lengths.length == 0 ? keys : lengths[batch];
      // Padded sequences end where their queries end.
      long first = lengths.length == 0 ? past : length - queries;
      if (key >= length || (causal && key > query + first)) {
        kept.clear(i);
      }
    }
    return new AttentionMask(kept, bias);
  }

  private static long[] lengths(Call call, Shape scores) throws Refusal {
    if (call.optionalInput(6).isEmpty()) {
      return new long[0];
    }
    long[] lengths = call.integerInput(6);
    if (lengths.length != scores.dim(0) || call.optionalInput(4).isPresent()) {
      throw new Refusal("has " + lengths.length + " lengths of sequences", "one a batch, no past");
    }
    return lengths;
  }

  /** The mask operand, positions that it leaves out cleared; what remains to be added. */
  private static Optional<Value> given(Call call, Value mask, Shape scores, BitSet kept)
      throws Refusal {
    Shape shape = mask.shape();
    int columns = shape.rank() == 0 ? 0 : shape.dim(shape.rank() - 1);
    int missing = columns == 1 ? 0 : scores.dim(3) - columns;
    List<Integer> dims = new ArrayList<>(shape.dims());
    if (shape.rank() < 2 || missing < 0) {
      throw new Refusal("has a mask " + shape + " for scores " + scores);
    }
    dims.set(dims.size() - 1, columns + missing);
    Shape whole = new Shape(dims);
    if (!Arithmetic.broadcastsTo(whole, scores)) {
      throw new Refusal("has a mask " + shape + " for scores " + scores);
    }
    Optional<Tensor> booleans =
        mask.type() == DataType.BOOL ? Optional.of(Logic.known(mask)) : Optional.empty();
    int[] from = Indexing.broadcast(whole, scores);
    for (int i = 0; i < from.length; i++) {
      int column = from[i] % (columns + missing);
      int element = from[i] / (columns + missing) * columns + column;
      if (column >= columns
          || (mask instanceof Value.Masked m && !m.kept().get(element))
          || (booleans.isPresent() && booleans.get().longAt(element) == 0)) {
        kept.clear(i);
      }
    }
    if (booleans.isPresent()) {
      return Optional.empty();
    }
    Value operand = call.realInput(3);
    Value bias = operand instanceof Value.Masked m ? m.finite() : operand;
    return Optional.of(missing == 0 ? bias : call.step("bias", padding(shape, missing), bias));
  }

  private static Op padding(Shape shape, int missing) {
    List<Integer> none = Collections.nCopies(shape.rank(), 0);
    List<Integer> end = new ArrayList<>(none);
    end.set(shape.rank() - 1, missing);
    return new Op.Pad(none, end, none);
  }
}
