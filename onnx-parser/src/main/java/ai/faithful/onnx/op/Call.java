package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.ball.ConstantFolding;
import ai.faithful.onnx.proto.SparseTensorProto;
import ai.faithful.onnx.proto.TensorProto;
import ai.faithful.onnx.tensor.DataType;
import ai.faithful.onnx.tensor.Decoded;
import ai.faithful.onnx.tensor.MalformedTensorException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One node being lowered: its operands, its attributes, and the graph under construction to emit
 * into.
 */
final class Call {
  /** A value of this many elements is no layer of a classifier but an attack on memory. */
  private static final int VALUE_LIMIT = 1 << 27;

  /** Larger constants are computed after reading, if they are needed. */
  private static final int FOLDED_LIMIT = 1 << 20;

  private final int opset;
  private final Attributes attributes;
  private final List<Optional<Value>> inputs;
  private final List<String> outputs;
  private final String output;
  private final Reading reading;
  private final Set<Integer> withheld = new HashSet<>();

  /**
   * A node to be lowered.
   *
   * @param outputs names for the results in the lowered graph, at least one
   */
  Call(
      int opset,
      Attributes attributes,
      List<Optional<Value>> inputs,
      List<String> outputs,
      Reading reading) {
    this.opset = opset;
    this.attributes = attributes;
    this.inputs = inputs;
    this.outputs = outputs;
    this.output = outputs.get(0);
    this.reading = reading;
  }

  int opset() {
    return opset;
  }

  Attributes attributes() {
    return attributes;
  }

  /** How many outputs the node names, optional ones in between included. */
  int outputCount() {
    return outputs.size();
  }

  /** Says that an output is not computed, whatever stands in its place: reading it is refused. */
  void withhold(int output) {
    withheld.add(output);
  }

  boolean isWithheld(int output) {
    return withheld.contains(output);
  }

  /** The operation that makes a value; none for an input or a constant. */
  Optional<Op> maker(Value value) {
    return reading.emission.maker(value);
  }

  /** A tensor of an attribute; its elements may be -infinity. */
  Decoded decode(TensorProto tensor) throws Refusal {
    return reading.decode(tensor);
  }

  /** A sparse tensor of an attribute, made dense. */
  Decoded decode(SparseTensorProto tensor) throws Refusal {
    try {
      return reading.decoder.decode(tensor, Constants.DECLARED_LIMIT);
    } catch (MalformedTensorException e) {
      throw new Refusal("its tensor " + e.getMessage());
    }
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

  /** Emits the operation that produces one of the node's outputs, once per output. */
  Value result(int i, Op op, Value... operands) throws Refusal {
    String name = i < outputs.size() ? outputs.get(i) : "";
    return name.isEmpty() ? step("output" + i, op, operands) : emit(name, op, operands);
  }

  /** Emits an operation on the way to the output. */
  Value step(String suffix, Op op, Value... operands) throws Refusal {
    return emit(reading.emission.unused(output + "/" + suffix), op, operands);
  }

  /** Emits an operation that may be the last one, which produces the node's (first) output. */
  Value part(boolean last, String suffix, Op op, Value... operands) throws Refusal {
    return last ? result(op, operands) : step(suffix, op, operands);
  }

  private Value emit(String name, Op op, Value... operands) throws Refusal {
    List<Value> list = Arrays.asList(operands);
    List<Shape> shapes = list.stream().map(Value::shape).toList();
    try {
      Shape shape = op.shape(shapes);
      if (shape.size() > VALUE_LIMIT) {
        throw new Refusal("makes a value of " + shape, "at most 2^27 elements");
      }
      Optional<Constant> folded = folded(op, list, shape);
      if (folded.isPresent()) {
        return new Value.Known(hint(name, op, list), folded.get(), list.get(0).type());
      }
      return new Value.Variable(reading.emission.emit(name, op, list), shape, list.get(0).type());
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  /** What is made of one known tensor is called after it. */
  private static String hint(String name, Op op, List<Value> operands) {
    if (operands.size() != 1 || !(operands.get(0) instanceof Value.Known known)) {
      return name;
    }
    return op instanceof Op.Reshape
        ? known.hint()
        : known.hint() + "/" + op.name().toLowerCase(Locale.ROOT);
  }

  /** The value, if all operands are known and it is of a size that a file may bring about. */
  private static Optional<Constant> folded(Op op, List<Value> operands, Shape shape)
      throws Refusal {
    List<Constant> constants = new ArrayList<>();
    long stored = Constants.DECLARED_LIMIT;
    for (Value operand : operands) {
      if (!(operand instanceof Value.Known known)) {
        return Optional.empty();
      }
      constants.add(known.constant());
      stored = Math.max(stored, known.shape().size());
    }
    if (shape.size() > stored) {
      throw new Refusal("makes a constant of " + shape, "at most 2^24 elements");
    }
    try {
      return operands.get(0).type().isReal() && shape.size() <= FOLDED_LIMIT
          ? ConstantFolding.of(op, constants)
          : ConstantFolding.rearranged(op, constants);
    } catch (ArithmeticException e) {
      return Optional.empty(); // No finite enclosure: the operation stays.
    }
  }

  /** A known value computed exactly from known values. */
  Value.Known known(Tensor tensor, DataType type) {
    return Value.Known.of(output, tensor, type);
  }

  /** The same node with other operands. */
  Call with(List<Optional<Value>> operands) {
    return new Call(opset, attributes, operands, outputs, reading);
  }

  /** A tensor of the file, whose elements may be -infinity. */
  Value masked(Decoded decoded) {
    return Masking.known(output, decoded);
  }

  /**
   * One operation after another; the last one produces the node's (first) output.
   *
   * @return x itself if there are none
   */
  Value chain(Value x, List<Op> operations) throws Refusal {
    Value value = x;
    for (int i = 0; i < operations.size(); i++) {
      Op op = operations.get(i);
      value = i + 1 < operations.size() ? step("step" + i, op, value) : result(op, value);
    }
    return value;
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
