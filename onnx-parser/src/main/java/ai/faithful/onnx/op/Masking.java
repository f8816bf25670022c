package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Indexing;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.tensor.DataType;
import ai.faithful.onnx.tensor.Decoded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What operators make of values that are -infinity at known elements: such values are built from
 * constants, rearranged, chosen by Where, added to scores, and end in a softmax. All else is
 * refused.
 */
final class Masking {
  /** Operators that move elements of their first operand about and look at none. */
  private static final Set<String> REARRANGING =
      Set.of(
          "Cast",
          "CastLike",
          "Expand",
          "Flatten",
          "Gather",
          "Identity",
          "Reshape",
          "Slice",
          "Squeeze",
          "Tile",
          "Transpose",
          "Unsqueeze");

  private Masking() {}

  /** A tensor of a file, whose elements are finite or -infinity. */
  static Value known(String hint, Decoded decoded) {
    Tensor tensor = decoded.tensor();
    if (tensor.firstNonFinite() < 0) {
      return Value.Known.of(hint, tensor, decoded.type());
    }
    double[] finite = tensor.toDoubles();
    BitSet kept = new BitSet(finite.length);
    for (int i = 0; i < finite.length; i++) {
      kept.set(i, Double.isFinite(finite[i]));
      finite[i] = kept.get(i) ? finite[i] : 0;
    }
    Tensor rest = Tensor.ofDoubles(tensor.shape(), finite);
    return new Value.Masked(Value.Known.of(hint, rest, decoded.type()), kept);
  }

  static boolean concerns(List<Optional<Value>> operands) {
    return operands.stream().anyMatch(o -> o.isPresent() && o.get() instanceof Value.Masked);
  }

  /** Lowers a node of which an operand is -infinity somewhere. */
  static List<Value> lower(OnnxOperator operator, Call call) throws Refusal {
    String type = operator.type();
    if (REARRANGING.contains(type) && call.input(0) instanceof Value.Masked) {
      return both(operator, call);
    }
    return switch (type) {
      case "Add" -> both(operator, call);
      case "Where" -> List.of(chosen(operator, call));
      case "Equal" -> List.of(equality(call));
      case "Softmax" -> List.of(softmax(call));
      case "ReduceMax" -> List.of(greatest(operator, call));
      case "Attention" -> attention(operator, call);
      default -> throw refusal(call);
    };
  }

  static Refusal refusal(Call call) {
    for (int i = 0; i < call.inputCount(); i++) {
      if (call.optionalInput(i).orElse(null) instanceof Value.Masked masked) {
        return new Refusal(
            "input " + i + " holds -Infinity at element " + masked.kept().nextClearBit(0),
            "as a constant mask of the scores of a Softmax");
      }
    }
    return new Refusal("holds -Infinity");
  }

  /** The operator on the finite parts, and on what is kept. */
  private static List<Value> both(OnnxOperator operator, Call call) throws Refusal {
    List<Value> finite = operator.lowering().lower(call.with(finite(call)));
    boolean sum = operator.type().equals("Add");
    Value result = finite.get(0);
    BitSet kept = sum ? sum(call, result.shape()) : bits(rearranged(operator, call));
    return List.of(masked(result, kept));
  }

  private static Value masked(Value finite, BitSet kept) {
    return kept.cardinality() == finite.shape().size() ? finite : new Value.Masked(finite, kept);
  }

  private static List<Optional<Value>> finite(Call call) {
    List<Optional<Value>> operands = new ArrayList<>();
    for (int i = 0; i < call.inputCount(); i++) {
      operands.add(call.optionalInput(i).map(v -> v instanceof Value.Masked m ? m.finite() : v));
    }
    return operands;
  }

  private static Value rearranged(OnnxOperator operator, Call call) throws Refusal {
    if (operator.type().startsWith("Cast")) {
      return booleans(call.input(0));
    }
    List<Optional<Value>> operands = finite(call);
    operands.set(0, Optional.of(booleans(call.input(0))));
    return operator.lowering().lower(call.with(operands)).get(0);
  }

  private static BitSet sum(Call call, Shape shape) throws Refusal {
    BitSet kept = new BitSet(shape.size());
    kept.set(0, shape.size());
    for (int i = 0; i < 2; i++) {
      if (call.input(i) instanceof Value.Masked m) {
        int[] from = Indexing.broadcast(m.shape(), shape);
        for (int k = 0; k < from.length; k++) {
          if (!m.kept().get(from[k])) {
            kept.clear(k);
          }
        }
      }
    }
    return kept;
  }

  /** Where: an operand that is -infinity as a whole only says what is not kept. */
  private static Value chosen(OnnxOperator where, Call call) throws Refusal {
    Tensor condition = Logic.known(call.input(0));
    Value a = call.input(1);
    Value b = call.input(2);
    if (a.type() != b.type()) {
      throw new Refusal("mixes " + a.type() + " and " + b.type(), "operands of one type");
    }
    Shape shape = Shape.broadcast(condition.shape(), Shape.broadcast(a.shape(), b.shape()));
    Choice.requireSize(shape.size());
    List<Optional<Value>> flags =
        List.of(call.optionalInput(0), Optional.of(booleans(a)), Optional.of(booleans(b)));
    BitSet kept = bits(where.lowering().lower(call.with(flags)).get(0));
    Optional<Value> only =
        nothing(a) ? Optional.of(b) : nothing(b) ? Optional.of(a) : Optional.empty();
    if (only.isEmpty()) {
      return masked(where.lowering().lower(call.with(finite(call))).get(0), kept);
    }
    Value rest = only.get() instanceof Value.Masked m ? m.finite() : only.get();
    Value whole =
        rest.shape().equals(shape) ? rest : call.step("scores", new Op.Expand(shape), rest);
    return masked(whole, kept);
  }

  private static boolean nothing(Value x) {
    return x instanceof Value.Masked m && m.kept().isEmpty();
  }

  /** Equal to -infinity: known, whatever the other elements are. */
  private static Value equality(Call call) throws Refusal {
    Value a = call.input(0);
    Value b = Arithmetic.second(call);
    if (!nothing(a) && !nothing(b)) {
      throw refusal(call);
    }
    Value other = nothing(a) ? b : a;
    Shape shape = Shape.broadcast(a.shape(), b.shape());
    Choice.requireSize(shape.size());
    int[] from = Indexing.broadcast(other.shape(), shape);
    long[] equal = new long[from.length];
    for (int i = 0; i < from.length; i++) {
      equal[i] = other instanceof Value.Masked m && !m.kept().get(from[i]) ? 1 : 0;
    }
    return call.known(Tensor.ofLongs(shape, equal), DataType.BOOL);
  }

  private static Value softmax(Call call) throws Refusal {
    Value.Masked scores = (Value.Masked) call.input(0);
    int rank = scores.shape().rank();
    int axis = Call.axis(call.attributes().integer("axis", call.opset() < 13 ? 1 : -1), rank);
    if (axis != rank - 1) {
      throw new Refusal("masks a softmax along axis " + axis, "the last axis");
    }
    int columns = scores.shape().dim(axis);
    for (int row = 0; row < scores.shape().size() / Math.max(1, columns); row++) {
      int first = scores.kept().nextSetBit(row * columns);
      if (first < 0 || first >= (row + 1) * columns) {
        throw new Refusal(
            "row " + row + " of its scores is -Infinity as a whole", "a kept element");
      }
    }
    return new MaskedSoftmax(call, scores.kept()).of(scores.finite());
  }

  /** The greatest of what is kept; -infinity where nothing is. */
  private static Value greatest(OnnxOperator operator, Call call) throws Refusal {
    if (!(call.input(0) instanceof Value.Masked x) || !(x.finite() instanceof Value.Known known)) {
      throw refusal(call);
    }
    double least = x.kept().stream().mapToDouble(known.tensor()::at).min().orElse(0);
    double[] elements = known.tensor().toDoubles();
    double[] flags = new double[elements.length];
    for (int i = 0; i < elements.length; i++) {
      flags[i] = x.kept().get(i) ? 1 : 0;
      elements[i] = x.kept().get(i) ? elements[i] : least;
    }
    Value greatest =
        reduced(operator, call, call.known(Tensor.ofDoubles(x.shape(), elements), x.type()));
    Value any = reduced(operator, call, call.known(Tensor.ofDoubles(x.shape(), flags), x.type()));
    if (!known.constant().isExact() || !(any instanceof Value.Known anyKept)) {
      throw refusal(call);
    }
    BitSet kept = new BitSet(any.shape().size());
    for (int i = 0; i < any.shape().size(); i++) {
      kept.set(i, anyKept.tensor().at(i) != 0);
    }
    return masked(greatest, kept);
  }

  private static Value reduced(OnnxOperator operator, Call call, Value x) throws Refusal {
    List<Optional<Value>> operands = finite(call);
    operands.set(0, Optional.of(x));
    return operator.lowering().lower(call.with(operands)).get(0);
  }

  /** Attention takes the mask apart itself. */
  private static List<Value> attention(OnnxOperator operator, Call call) throws Refusal {
    for (int i = 0; i < call.inputCount(); i++) {
      if (i != 3 && call.optionalInput(i).orElse(null) instanceof Value.Masked) {
        throw refusal(call);
      }
    }
    return operator.lowering().lower(call);
  }

  private static Value.Known booleans(Value x) {
    long[] flags = new long[x.shape().size()];
    if (x instanceof Value.Masked m) {
      m.kept().stream().forEach(i -> flags[i] = 1);
    } else {
      Arrays.fill(flags, 1);
    }
    return new Value.Known("kept", Constant.exact(Tensor.ofLongs(x.shape(), flags)), DataType.BOOL);
  }

  private static BitSet bits(Value known) throws Refusal {
    Tensor flags = Logic.known(known);
    BitSet bits = new BitSet(flags.size());
    for (int i = 0; i < flags.size(); i++) {
      bits.set(i, flags.longAt(i) != 0);
    }
    return bits;
  }
}
