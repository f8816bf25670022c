package ai.faithful.onnx.op;

import ai.faithful.ir.Indexing;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.tensor.DataType;
import java.util.List;
import java.util.function.LongBinaryOperator;

/**
 * And, Or, Xor and Not of booleans; IsNaN and IsInf.
 *
 * <p>Opset history: And, Or and Xor 1 (broadcast as Add before 7), 7. Not 1. IsNaN 9, IsInf 10;
 * later ones add types.
 *
 * <p>Attributes: broadcast = 0 and axis (And, Or, Xor before 7); detect_negative = 1,
 * detect_positive = 1 (IsInf).
 *
 * <p>Lowering: known booleans, of known ones; one that depends on the data is refused. No real
 * number is NaN or infinite, so that IsNaN and IsInf are false.
 */
final class Logic {
  static final OnnxOperator AND = binary("And", (a, b) -> a & b);
  static final OnnxOperator OR = binary("Or", (a, b) -> a | b);
  static final OnnxOperator XOR = binary("Xor", (a, b) -> a ^ b);
  static final OnnxOperator NOT =
      OnnxOperator.named("Not").since(1, 1, 1).lowering(call -> List.of(negation(call)));
  static final OnnxOperator IS_NAN =
      OnnxOperator.named("IsNaN").since(9, 1, 1).lowering(Logic::never);
  static final OnnxOperator IS_INF =
      OnnxOperator.named("IsInf")
          .since(10, 1, 1, "detect_negative", "detect_positive")
          .lowering(Logic::never);

  private Logic() {}

  private static OnnxOperator binary(String type, LongBinaryOperator f) {
    return OnnxOperator.named(type)
        .since(6, 2, 2, "broadcast", "axis")
        .since(7, 2, 2)
        .lowering(call -> List.of(combination(call, f)));
  }

  private static Value combination(Call call, LongBinaryOperator f) throws Refusal {
    Tensor a = known(call.input(0));
    Tensor b = known(Arithmetic.second(call));
    Shape shape = Shape.broadcast(a.shape(), b.shape());
    int[] ia = Indexing.broadcast(a.shape(), shape);
    int[] ib = Indexing.broadcast(b.shape(), shape);
    long[] out = new long[ia.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = f.applyAsLong(a.longAt(ia[i]), b.longAt(ib[i]));
    }
    return call.known(Tensor.ofLongs(shape, out), DataType.BOOL);
  }

  private static Value negation(Call call) throws Refusal {
    long[] out = known(call.input(0)).toLongs();
    for (int i = 0; i < out.length; i++) {
      out[i] = 1 - out[i];
    }
    return call.known(Tensor.ofLongs(call.input(0).shape(), out), DataType.BOOL);
  }

  private static List<Value> never(Call call) throws Refusal {
    Shape shape = call.realInput(0).shape();
    Choice.requireSize(shape.size());
    return List.of(call.known(Tensor.ofLongs(shape, new long[shape.size()]), DataType.BOOL));
  }

  /** The elements of a known tensor of booleans. */
  static Tensor known(Value x) throws Refusal {
    if (x.type() != DataType.BOOL) {
      throw new Refusal("reads " + x.type() + " as a boolean", "bool");
    }
    if (x instanceof Value.Known known) {
      return known.tensor();
    }
    throw new Refusal("reads a boolean that depends on the data", "known booleans");
  }
}
