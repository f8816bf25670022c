package ai.faithful.onnx.op;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.onnx.proto.GraphProto;
import ai.faithful.onnx.proto.NodeProto;
import ai.faithful.onnx.proto.TensorProto;
import ai.faithful.onnx.proto.ValueInfoProto;
import ai.faithful.onnx.tensor.Decoded;
import ai.faithful.onnx.tensor.MalformedTensorException;
import ai.faithful.onnx.tensor.TensorDecoder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lowers an ONNX graph node by node. Every node is looked at, whatever its neighbours are, so that
 * a refusal names them all.
 */
public final class GraphLowering {
  private final GraphProto proto;
  private final Map<String, Long> opsets;
  private final List<String> warnings;
  private final List<String> invalid = new ArrayList<>();
  private final List<String> unsupported = new ArrayList<>();
  private final Map<String, Value> values = new LinkedHashMap<>();

  /** Values that a refused node would have made. */
  private final Set<String> missing = new HashSet<>();

  private final Emission emission;

  private GraphLowering(GraphProto proto, Map<String, Long> opsets, List<String> warnings) {
    this.proto = proto;
    this.opsets = opsets;
    this.warnings = warnings;
    this.emission =
        new Emission(new GraphBuilder(proto.getName()), names(proto), initialiserNames(proto));
  }

  /**
   * Lowers a graph.
   *
   * @param opsets operator set versions by domain, the standard domain as ""
   * @param warnings receives what was accepted but is unusual
   * @throws LoweringException with every problem found
   */
  public static Graph lower(GraphProto proto, Map<String, Long> opsets, List<String> warnings)
      throws LoweringException {
    return new GraphLowering(proto, opsets, warnings).run();
  }

  private Graph run() throws LoweringException {
    initialisers();
    inputs();
    Set<String> given = new HashSet<>(values.keySet());
    given.addAll(missing);
    List<NodeProto> sorted = NodeOrder.sort(proto.getNodeList(), given, invalid);
    if (!invalid.isEmpty()) {
      throw new LoweringException(false, invalid);
    }
    if (!sorted.equals(proto.getNodeList())) {
      warnings.add("nodes are not in topological order; they were sorted");
    }
    for (NodeProto node : sorted) {
      lower(node);
    }
    List<String> outputs = outputs();
    if (!invalid.isEmpty() || !unsupported.isEmpty()) {
      List<String> problems = new ArrayList<>(invalid);
      problems.addAll(unsupported);
      throw new LoweringException(invalid.isEmpty(), problems);
    }
    try {
      return emission.build(outputs);
    } catch (IllegalArgumentException e) {
      throw new LoweringException(false, List.of(Text.clip(String.valueOf(e.getMessage()))));
    }
  }

  private void initialisers() {
    for (TensorProto tensor : proto.getInitializerList()) {
      try {
        Decoded decoded = TensorDecoder.decode(tensor);
        Value.Known known = Value.Known.of(decoded.name(), decoded.tensor(), decoded.type());
        if (values.put(decoded.name(), known) != null) {
          invalid.add("initialiser " + Text.quote(decoded.name()) + " is given twice");
        }
      } catch (MalformedTensorException e) {
        (e.isUnsupported() ? unsupported : invalid)
            .add("initialiser " + Text.quote(tensor.getName()) + " " + e.getMessage());
        values.remove(tensor.getName());
        missing.add(tensor.getName());
      }
    }
    if (proto.getSparseInitializerCount() > 0) {
      unsupported.add(proto.getSparseInitializerCount() + " sparse initialisers (accepted: dense)");
    }
  }

  private void inputs() {
    for (ValueInfoProto info : proto.getInputList()) {
      String name = info.getName();
      if (values.get(name) instanceof Value.Known || missing.contains(name)) {
        continue; // An initialiser repeated as an input, as files before IR 4 had to.
      }
      if (name.isEmpty() || values.containsKey(name)) {
        invalid.add("input " + Text.quote(name) + " is declared twice or without a name");
        continue;
      }
      try {
        DeclaredInput declared = DeclaredInput.of(info);
        values.put(name, emission.input(name, declared.shape(), declared.type()));
      } catch (Refusal e) {
        unsupported.add("input " + Text.quote(name) + " " + e.reason());
        missing.add(name);
      }
    }
    if (emission.inputCount() == 0 && unsupported.isEmpty()) {
      unsupported.add("has no input");
    }
  }

  private void lower(NodeProto node) {
    try {
      OnnxOperator operator = find(node);
      Attributes attributes = new Attributes(node);
      int opset = opset(node.getDomain());
      OnnxOperator.Signature signature = operator.at(opset);
      attributes.requireOnly(signature.attributes());
      int count = node.getInputCount();
      if (count < signature.minInputs() || count > signature.maxInputs()) {
        throw new Refusal("has " + count + " inputs");
      }
      List<Optional<Value>> operands = new ArrayList<>();
      boolean complete = true;
      for (String input : node.getInputList()) {
        complete &= !missing.contains(input);
        operands.add(Optional.ofNullable(input.isEmpty() ? null : values.get(input)));
      }
      if (node.getOutputCount() == 0) {
        throw new Refusal("has no output");
      }
      List<Value> results =
          complete
              ? operator
                  .lowering()
                  .lower(new Call(opset, attributes, operands, node.getOutput(0), emission))
              : List.of();
      define(node, results);
    } catch (Refusal e) {
      unsupported.add(describe(node) + ": " + e.reason());
      define(node, List.of());
    }
  }

  private OnnxOperator find(NodeProto node) throws Refusal {
    if (!isStandard(node.getDomain())) {
      throw new Refusal("the domain is not supported", "operators of ai.onnx");
    }
    return Operators.find(node.getOpType())
        .orElseThrow(() -> new Refusal("the operator is not supported"));
  }

  private int opset(String domain) {
    long version = opsets.getOrDefault(isStandard(domain) ? "" : domain, 0L);
    return (int) Math.min(version, Integer.MAX_VALUE);
  }

  private static boolean isStandard(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  private void define(NodeProto node, List<Value> results) {
    for (int i = 0; i < node.getOutputCount(); i++) {
      if (i < results.size()) {
        values.put(node.getOutput(i), results.get(i));
      } else {
        missing.add(node.getOutput(i));
      }
    }
    missing.remove("");
  }

  private String describe(NodeProto node) {
    List<String> shapes = new ArrayList<>();
    for (String input : node.getInputList()) {
      Value value = values.get(input);
      shapes.add(value == null ? "?" : value.shape().toString());
    }
    String domain = node.getDomain().isEmpty() ? "ai.onnx" : Text.clip(node.getDomain());
    String type = Text.clip(node.getOpType());
    String operands = shapes.size() > 16 ? shapes.size() + " inputs" : shapes.toString();
    return NodeOrder.title(node)
        + (" (" + domain + " " + type + ", opset " + opset(node.getDomain()) + ", inputs ")
        + operands
        + ")";
  }

  private List<String> outputs() {
    List<String> names = new ArrayList<>();
    for (ValueInfoProto info : proto.getOutputList()) {
      String name = info.getName();
      Value value = values.get(name);
      if (names.contains(name)) {
        invalid.add("output " + Text.quote(name) + " is declared twice");
      } else if (value != null) {
        if (!value.type().isReal()) {
          unsupported.add("output " + Text.quote(name) + " is a tensor of " + value.type());
        } else {
          names.add(emission.named(name, value));
          DeclaredInput.compare(info, value.shape()).ifPresent(warnings::add);
        }
      } else if (!missing.contains(name)) {
        invalid.add("output " + Text.quote(name) + " is undefined");
      } else if (unsupported.isEmpty()) {
        unsupported.add("output " + Text.quote(name) + " is one that its node does not compute");
      }
    }
    if (proto.getOutputCount() == 0) {
      invalid.add("has no output");
    }
    return names;
  }

  private static Set<String> initialiserNames(GraphProto proto) {
    Set<String> names = new HashSet<>();
    proto.getInitializerList().forEach(tensor -> names.add(tensor.getName()));
    return names;
  }

  /** Every name the graph gives to a value: names that are made up must differ from them. */
  private static Set<String> names(GraphProto proto) {
    Set<String> names = new HashSet<>();
    proto.getInputList().forEach(info -> names.add(info.getName()));
    names.addAll(initialiserNames(proto));
    proto.getNodeList().forEach(node -> names.addAll(node.getOutputList()));
    return names;
  }
}
