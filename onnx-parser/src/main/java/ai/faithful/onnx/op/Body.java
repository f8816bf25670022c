package ai.faithful.onnx.op;

import ai.faithful.onnx.proto.NodeProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A list of nodes being lowered: the graph's, a branch's, or a function's. Every node is looked at,
 * whatever its neighbours are, so that a refusal names them all.
 */
final class Body {
  final Reading reading;
  final Scope scope;
  final Frame frame;

  /** Outputs that stand for something that is not computed: labels. */
  /** More operands than any layer has; some lowerings take time quadratic in them. */
  private static final int MOST_OPERANDS = 1 << 12;

  private final Set<String> withheld = new HashSet<>();

  Body(Reading reading, Scope scope, Frame frame) {
    this.reading = reading;
    this.scope = scope;
    this.frame = frame;
  }

  /** Lowers nodes that stand in any order. */
  void lower(List<NodeProto> nodes) throws LoweringException {
    List<String> problems = new ArrayList<>();
    List<NodeProto> sorted = NodeOrder.sort(nodes, scope::knows, problems);
    problems.forEach(problem -> reading.invalid.add(frame.where() + problem));
    reading.requireValid();
    if (!sorted.equals(nodes)) {
      reading.warnings.add(frame.where() + "nodes are not in topological order; they were sorted");
    }
    for (NodeProto node : sorted) {
      reading.count();
      try {
        List<Value> results = results(node);
        reading.count(results);
        reading.note(results);
        define(node, results);
      } catch (Refusal e) {
        reading.unsupported.add(frame.where() + describe(node) + ": " + e.reason());
        define(node, List.of());
      }
    }
  }

  private List<Value> results(NodeProto node) throws Refusal, LoweringException {
    Attributes attributes = new Attributes(node, frame.arguments());
    if (node.getOutputCount() == 0) {
      throw new Refusal("has no output");
    }
    if (Math.max(node.getInputCount(), node.getOutputCount()) > MOST_OPERANDS) {
      throw new Refusal(
          "has " + node.getInputCount() + " inputs and " + node.getOutputCount() + " outputs",
          "at most " + MOST_OPERANDS + " of each");
    }
    List<Optional<Value>> operands = new ArrayList<>();
    boolean complete = true;
    for (String input : node.getInputList()) {
      complete &= input.isEmpty() || !scope.isMissing(input);
      operands.add(input.isEmpty() ? Optional.empty() : scope.find(input));
    }
    LocalFunctions.Key key = LocalFunctions.key(node);
    if (reading.functions.find(key).isPresent()) {
      return complete ? FunctionCall.expand(this, key, node, attributes, operands) : List.of();
    }
    if (key.domain().isEmpty() && key.name().equals("If")) {
      attributes.requireOnly(Set.of("then_branch", "else_branch"));
      return complete ? Branches.lower(this, node, attributes, operands) : List.of();
    }
    OnnxOperator operator = Operators.find(key.domain(), key.name()).orElseThrow(unknown(key));
    int opset = frame.opset(node.getDomain());
    OnnxOperator.Signature signature = operator.at(opset);
    attributes.requireOnly(signature.attributes());
    int count = node.getInputCount();
    if (count < signature.minInputs() || count > signature.maxInputs()) {
      throw new Refusal("has " + count + " inputs");
    }
    if (!complete) {
      return List.of();
    }
    Call call = new Call(opset, attributes, operands, names(node), reading);
    List<Value> results =
        Masking.concerns(operands)
            ? Masking.lower(operator, call)
            : operator.lowering().lower(call);
    for (int i = 0; i < node.getOutputCount(); i++) {
      if (call.isWithheld(i)) {
        withheld.add(node.getOutput(i));
      }
    }
    return results;
  }

  private static Supplier<Refusal> unknown(LocalFunctions.Key key) {
    return () ->
        key.domain().isEmpty()
            ? new Refusal("the operator is not supported")
            : new Refusal(
                "the domain is not supported, nor does the model define the operator",
                "operators of ai.onnx");
  }

  /** What the node's outputs are called in the lowered graph. */
  private List<String> names(NodeProto node) {
    if (frame.isGraph()) {
      return node.getOutputList();
    }
    return node.getOutputList().stream()
        .map(name -> name.isEmpty() ? name : reading.emission.unused(frame.prefix() + name))
        .toList();
  }

  private void define(NodeProto node, List<Value> results) {
    for (int i = 0; i < node.getOutputCount(); i++) {
      String name = node.getOutput(i);
      if (name.isEmpty()) {
        continue;
      }
      if (i < results.size() && !withheld.contains(name)) {
        scope.define(name, results.get(i));
      } else {
        scope.lose(name);
      }
    }
  }

  private String describe(NodeProto node) {
    List<String> shapes = new ArrayList<>();
    for (String input : node.getInputList()) {
      shapes.add(scope.find(input).map(value -> value.shape().toString()).orElse("?"));
    }
    String operands = shapes.size() > 16 ? shapes.size() + " inputs" : shapes.toString();
    return NodeOrder.title(node)
        + (" (" + Domains.shown(node.getDomain()) + " " + Text.clip(node.getOpType()))
        + (", opset " + frame.opset(node.getDomain()) + ", inputs " + operands + ")");
  }
}
