package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The operands of Attention, head by head: [batch, heads, sequence, head size] each, keys and
 * values with the past before them.
 */
record AttentionHeads(Value query, Value key, Value value) {

  static AttentionHeads of(Call call) throws Refusal {
    int rank = call.realInput(0).shape().rank();
    Value query = split(call, 0, rank, "q_num_heads");
    Value key = afterPast(call, split(call, 1, rank, "kv_num_heads"), 4);
    Value value = afterPast(call, split(call, 2, rank, "kv_num_heads"), 5);
    Shape q = query.shape();
    Shape k = key.shape();
    Shape v = value.shape();
    if (q.size() == 0
        || q.dim(0) != k.dim(0)
        || q.dim(3) != k.dim(3)
        || !k.dims().subList(0, 3).equals(v.dims().subList(0, 3))
        || q.dim(1) % k.dim(1) != 0) {
      throw new Refusal("has queries " + q + ", keys " + k + " and values " + v);
    }
    return new AttentionHeads(query, key, value);
  }

  /** Keys or values for every head of the queries: consecutive ones share theirs. */
  Value repeated(Call call, String suffix, Value x) throws Refusal {
    int heads = query.shape().dim(1);
    int group = heads / x.shape().dim(1);
    return group == 1
        ? x
        : call.step(suffix, Choice.along(1, IntStream.range(0, heads).map(i -> i / group)), x);
  }

  private static Value split(Call call, int input, int rank, String attribute) throws Refusal {
    Value x = call.realInput(input);
    Shape shape = x.shape();
    if (shape.rank() != rank || (rank != 3 && rank != 4)) {
      throw new Refusal("input " + input + " is " + shape, "three or four axes in all three");
    }
    if (rank == 4) {
      return x;
    }
    long heads = call.attributes().integer(attribute, 0);
    if (heads < 1 || shape.dim(2) % heads != 0) {
      throw new Refusal(
          "splits " + shape + " into " + attribute + " = " + heads, "a divisor of the last axis");
    }
    int size = shape.dim(2) / (int) heads;
    Shape parts = Shape.of(shape.dim(0), shape.dim(1), (int) heads, size);
    Value separate = call.step("heads" + input, new Op.Reshape(parts), x);
    return call.step("turned" + input, new Op.Transpose(List.of(0, 2, 1, 3)), separate);
  }

  private static Value afterPast(Call call, Value x, int input) throws Refusal {
    if (call.optionalInput(input).isEmpty()) {
      return x;
    }
    Value past = call.realInput(input);
    return call.step("present" + input, new Op.Concat(2), past, x);
  }
}
