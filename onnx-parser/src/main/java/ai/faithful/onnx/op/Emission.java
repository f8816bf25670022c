package ai.faithful.onnx.op;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.onnx.tensor.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The graph under construction: known values become constants when an operation reads them. */
final class Emission {
  private final GraphBuilder builder;
  private final Set<String> taken;
  private final Set<String> initialisers;
  private final IdentityHashMap<Value.Known, String> constants = new IdentityHashMap<>();

  /** The last suffix tried, by name: without it, many like names would take quadratic time. */
  private final Map<String, Integer> suffixes = new HashMap<>();

  private final Map<String, Op> makers = new HashMap<>();
  private int inputs;

  /**
   * Starts a graph.
   *
   * @param taken names that values of the ONNX graph bear, and keep
   * @param initialisers those of them that are known tensors
   */
  Emission(GraphBuilder builder, Set<String> taken, Set<String> initialisers) {
    this.builder = builder;
    this.taken = new HashSet<>(taken);
    this.initialisers = new HashSet<>(initialisers);
  }

  Value input(String name, Shape shape, DataType type) {
    inputs++;
    return new Value.Variable(builder.input(name, shape), shape, type);
  }

  int inputCount() {
    return inputs;
  }

  /** Adds a node and returns its name. */
  String emit(String name, Op op, List<Value> operands) {
    List<String> names = new ArrayList<>();
    for (Value operand : operands) {
      names.add(
          operand instanceof Value.Known known
              ? constant(known)
              : ((Value.Variable) operand).name());
    }
    String emitted = builder.add(name, op, names.toArray(String[]::new));
    makers.put(emitted, op);
    return emitted;
  }

  private String constant(Value.Known known) {
    return constants.computeIfAbsent(
        known,
        k -> {
          String name = initialisers.remove(k.hint()) ? k.hint() : unused(k.hint());
          return builder.constant(name, k.constant());
        });
  }

  /** This name, or one like it that no value of the ONNX graph bears. */
  String unused(String name) {
    String unique = name;
    while (!taken.add(unique)) {
      unique = name + "_" + suffixes.merge(name, 1, (a, b) -> a + 1);
    }
    return unique;
  }

  /** The operation that makes a value; none for an input or a constant. */
  Optional<Op> maker(Value value) {
    return value instanceof Value.Variable v
        ? Optional.ofNullable(makers.get(v.name()))
        : Optional.empty();
  }

  /** The value under exactly this name, by a Reshape that changes nothing if need be. */
  String named(String name, Value value) {
    if (value instanceof Value.Variable variable && variable.name().equals(name)) {
      return name;
    }
    return emit(name, new Op.Reshape(value.shape()), List.of(value));
  }

  Graph build(List<String> outputs) {
    return builder.build(outputs.toArray(String[]::new));
  }
}
