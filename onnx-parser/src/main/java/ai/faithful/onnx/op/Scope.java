package ai.faithful.onnx.op;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names and what they stand for: of the graph, of a branch within it, or of a function's body. */
final class Scope {
  private final @Nullable Scope outer;
  private final Map<String, Value> values = new HashMap<>();

  /** Values that a refused node would have made. */
  private final Set<String> missing = new HashSet<>();

  /** Inputs of a function that its caller left out. */
  private final Set<String> absent = new HashSet<>();

  private Scope(@Nullable Scope outer) {
    this.outer = outer;
  }

  /** A scope that sees nothing but itself. */
  static Scope closed() {
    return new Scope(null);
  }

  /** A scope that sees this one too. */
  Scope inner() {
    return new Scope(this);
  }

  void define(String name, Value value) {
    values.put(name, value);
    missing.remove(name);
  }

  void lose(String name) {
    values.remove(name);
    missing.add(name);
  }

  void leaveOut(String name) {
    absent.add(name);
  }

  /** What the name stands for; nothing if it is missing, left out, or not defined. */
  Optional<Value> find(String name) {
    Value value = values.get(name);
    if (value != null) {
      return Optional.of(value);
    }
    return outer == null || defines(name) ? Optional.empty() : outer.find(name);
  }

  boolean isMissing(String name) {
    return missing.contains(name) || (outer != null && !defines(name) && outer.isMissing(name));
  }

  /** Whether this scope itself, not an outer one, knows the name. */
  boolean defines(String name) {
    return values.containsKey(name) || missing.contains(name) || absent.contains(name);
  }

  /** Whether the name can be read here. */
  boolean knows(String name) {
    return defines(name) || (outer != null && outer.knows(name));
  }
}
