package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.ball.ConstantArithmetic;
import ai.faithful.onnx.tensor.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One node being lowered: its operands, its attributes, and the graph under construction to emit
 * into.
 */
final class Call {
  /** Where lowered operations go. */
  interface Emitter {
    /** Adds a node and returns its name. */
    String emit(String name, Op op, List<Value> operands);

    /** This name, or one like it that no value of the ONNX graph bears. */
    String unused(String name);
  }

  /** A value of this many elements is no layer of a classifier but an attack on memory. */
  private static final int VALUE_LIMIT = 1 << 27;

  private final int opset;
  private final Attributes attributes;
  private final List<Optional<Value>> inputs;
  private final String output;
  private final Emitter emitter;

  Call(
      int opset,
      Attributes attributes,
      List<Optional<Value>> inputs,
      String output,
      Emitter emitter) {
    this.opset = opset;
    this.attributes = attributes;
    this.inputs = inputs;
    this.output = output;
    this.emitter = emitter;
  }

  int opset() {
    return opset;
  }

  Attributes attributes() {
    return attributes;
  }

  int inputCount() {
    return inputs.size();
  }

  Optional<Value> optionalInput(int i) {
    return i < inputs.size() ? inputs.get(i) : Optional.empty();
  }

  Value input(int i) throws Refusal {
    return optionalInput(i).orElseThrow(() -> new Refusal("input " + i + " is left out"));
  }

  /** An operand that must hold reals. */
  Value realInput(int i) throws Refusal {
    Value value = input(i);
    if (!value.type().isReal()) {
      throw new Refusal("input " + i + " is a tensor of " + value.type(), "floating point");
    }
    return value;
  }

  /** An operand whose elements must be known while reading. */
  Value.Known knownInput(int i) throws Refusal {
    if (input(i) instanceof Value.Known known) {
      return known;
    }
    throw new Refusal(
        "input " + i + " depends on the data", "an initialiser or constant expression");
  }

  /** An operand that must be a known list of integers. */
  long[] integerInput(int i) throws Refusal {
    Value.Known known = knownInput(i);
    if (!known.type().isInteger() || known.shape().rank() > 1) {
      throw new Refusal("input " + i + " is " + known.type() + known.shape(), "a list of integers");
    }
    return known.tensor().toLongs();
  }

  /** Emits the operation that produces the node's (first) output, once per call. */
  Value result(Op op, Value... operands) throws Refusal {
    return emit(output, op, operands);
  }

  /** Emits an operation on the way to the output. */
  Value step(String suffix, Op op, Value... operands) throws Refusal {
    return emit(emitter.unused(output + "/" + suffix), op, operands);
  }

  private Value emit(String name, Op op, Value... operands) throws Refusal {
    List<Value> list = Arrays.asList(operands);
    List<Shape> shapes = list.stream().map(Value::shape).toList();
    try {
      Shape shape = op.shape(shapes);
      if (shape.size() > VALUE_LIMIT) {
        throw new Refusal("makes a value of " + shape, "at most 2^27 elements");
      }
      return new Value.Variable(emitter.emit(name, op, list), shape, list.get(0).type());
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  /** A known value computed exactly from known values. */
  Value.Known known(Tensor tensor, DataType type) {
    return Value.Known.of(output, tensor, type);
  }

  /** A known value made of elements of another, found at the given positions. */
  Value.Known rearranged(Value.Known from, Shape shape, int[] positions) {
    return new Value.Known(
        output,
        new Constant(
            from.tensor().pick(shape, positions),
            from.constant().radius().map(r -> r.pick(shape, positions))),
        from.type());
  }

  /** A constant that the lowering itself brings along. */
  Value.Known constant(String suffix, Constant value, DataType type) {
    return new Value.Known(output + "/" + suffix, value, type);
  }

  /** The same elements under another shape: at once if they are known, else by an operation. */
  Value reshape(Value x, Shape target) throws Refusal {
    if (x.shape().equals(target)) {
      return x;
    }
    if (x instanceof Value.Known known) {
      if (known.shape().size() != target.size()) {
        throw new Refusal("cannot reshape " + known.shape() + " to " + target);
      }
      Constant reshaped = ConstantArithmetic.reshape(known.constant(), target);
      return new Value.Known(known.hint(), reshaped, known.type());
    }
    return result(new Op.Reshape(target), x);
  }

  /** An axis attribute or element brought into 0 to rank-1. */
  static int axis(long axis, int rank) throws Refusal {
    if (axis < -rank || axis >= rank) {
      throw new Refusal("axis " + axis + " is outside a tensor of rank " + rank);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }
}
