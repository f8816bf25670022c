package ai.faithful.onnx.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An ONNX operator as this project reads it: what its nodes may look like in which operator set,
 * and how they are lowered.
 *
 * @param type the operator's name in the domain ai.onnx
 * @param signatures by ascending operator set
 */
record OnnxOperator(String type, List<Signature> signatures, Lowering lowering) {

  /** Arity and attributes from an operator set on, until the next signature. */
  record Signature(int since, int minInputs, int maxInputs, Set<String> attributes) {}

  /** Turns a node into operations of the internal representation, or refuses. */
  @FunctionalInterface
  interface Lowering {
    /** The node's outputs, in order; trailing optional ones may be left out. */
    List<Value> lower(Call call) throws Refusal;
  }

  static Builder named(String type) {
    return new Builder(type);
  }

  /**
   * The signature in force.
   *
   * @throws Refusal if the operator came later
   */
  Signature at(int opset) throws Refusal {
    Signature found = null;
    for (Signature s : signatures) {
      if (s.since() <= opset) {
        found = s;
      }
    }
    if (found == null) {
      throw new Refusal(type + " does not exist before opset " + signatures.get(0).since());
    }
    return found;
  }

  static final class Builder {
    private final String type;
    private final List<Signature> signatures = new ArrayList<>();

    private Builder(String type) {
      this.type = type;
    }

    Builder since(int opset, int minInputs, int maxInputs, String... attributes) {
      signatures.add(new Signature(opset, minInputs, maxInputs, Set.of(attributes)));
      return this;
    }

    OnnxOperator lowering(Lowering lowering) {
      return new OnnxOperator(type, List.copyOf(signatures), lowering);
    }
  }
}
