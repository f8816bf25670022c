package ai.faithful.onnx.op;

import ai.faithful.onnx.proto.AttributeProto;
import ai.faithful.onnx.proto.FunctionProto;
import ai.faithful.onnx.proto.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A node that calls a function of the model: the function's nodes in its place. The body sees
 * nothing but its inputs, follows its own operator set versions, and its nodes may refer to the
 * attributes of the call.
 */
final class FunctionCall {
  /** Exporters nest modules a few levels; far more would use up the stack. */
  private static final int DEEPEST = 64;

  private FunctionCall() {}

  static List<Value> expand(
      Body caller,
      LocalFunctions.Key key,
      NodeProto node,
      Attributes attributes,
      List<Optional<Value>> operands)
      throws Refusal, LoweringException {
    FunctionProto function =
        caller.reading.functions.find(key).orElseThrow(() -> new Refusal("calls nothing"));
    if (caller.frame.calls().contains(key)) {
      throw new Refusal("the function " + key.shown() + " calls itself");
    }
    if (caller.frame.calls().size() >= DEEPEST) {
      throw new Refusal("functions call functions more than " + DEEPEST + " deep");
    }
    if (operands.size() > function.getInputCount()
        || node.getOutputCount() > function.getOutputCount()) {
      throw new Refusal(
          ("calls a function of " + function.getInputCount() + " inputs and ")
              + (function.getOutputCount() + " outputs with " + operands.size() + " and ")
              + node.getOutputCount());
    }
    Scope scope = Scope.closed();
    for (int i = 0; i < function.getInputCount(); i++) {
      String name = function.getInput(i);
      if (name.isEmpty() || scope.defines(name)) {
        throw new Refusal("calls a function whose inputs bear no or the same names");
      }
      Optional<Value> operand = i < operands.size() ? operands.get(i) : Optional.empty();
      operand.ifPresentOrElse(value -> scope.define(name, value), () -> scope.leaveOut(name));
    }
    List<String> invalid = new ArrayList<>();
    Map<String, Long> opsets =
        Domains.versions(
            function.getOpsetImportList(),
            "the function " + key.shown() + ": ",
            caller.reading.warnings,
            invalid);
    if (!invalid.isEmpty()) {
      throw new Refusal(String.join("; ", invalid));
    }
    Long standard = opsets.get(Domains.STANDARD);
    if (standard != null && (standard < Operators.OLDEST || standard > Operators.NEWEST)) {
      throw new Refusal(
          "calls a function in operator set " + standard,
          Operators.OLDEST + " to " + Operators.NEWEST);
    }
    Frame frame =
        caller.frame.within(key, prefix(caller, node), opsets, arguments(function, attributes));
    int before = caller.reading.unsupported.size();
    new Body(caller.reading, scope, frame).lower(function.getNodeList());
    List<Value> results = new ArrayList<>();
    for (int i = 0; i < node.getOutputCount(); i++) {
      Optional<Value> value = scope.find(function.getOutput(i));
      if (value.isEmpty() && caller.reading.unsupported.size() == before) {
        throw new Refusal("the function " + key.shown() + " does not compute its output " + i);
      }
      if (value.isEmpty()) {
        return results; // What is missing has been named where it is missing.
      }
      results.add(value.get());
    }
    return results;
  }

  static String prefix(Body caller, NodeProto node) {
    String name = node.getName().isEmpty() ? node.getOutput(0) : node.getName();
    return caller.frame.prefix() + name;
  }

  private static Map<String, AttributeProto> arguments(FunctionProto function, Attributes given)
      throws Refusal {
    Set<String> known = new HashSet<>(function.getAttributeList());
    Map<String, AttributeProto> arguments = new HashMap<>();
    for (AttributeProto otherwise : function.getAttributeProtoList()) {
      known.add(otherwise.getName());
      arguments.put(otherwise.getName(), otherwise);
    }
    given.requireOnly(known);
    arguments.putAll(given.all());
    return arguments;
  }
}
