package ai.faithful.onnx.op;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.onnx.op.LoweringException.Kind;
import ai.faithful.onnx.proto.FunctionProto;
import ai.faithful.onnx.proto.GraphProto;
import ai.faithful.onnx.proto.NodeProto;
import ai.faithful.onnx.proto.ValueInfoProto;
import ai.faithful.onnx.tensor.DataType;
import ai.faithful.onnx.tensor.ExternalData;
import ai.faithful.onnx.tensor.TensorDecoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lowers an ONNX graph to the internal representation, as far as its outputs need. */
public final class GraphLowering {
  private final GraphProto proto;
  private final Map<String, Long> opsets;
  private final Selection selection;
  private final Reading reading;
  private final Scope scope = Scope.closed();

  private GraphLowering(
      GraphProto proto, Map<String, Long> opsets, Selection selection, Reading reading) {
    this.proto = proto;
    this.opsets = opsets;
    this.selection = selection;
    this.reading = reading;
  }

  /**
   * Lowers a graph.
   *
   * @param opsets operator set versions by domain, the standard domain as ""
   * @param functions the operators that the model defines itself
   * @param external where tensors may keep their elements
   * @param warnings receives what was accepted but is unusual
   * @param half receives the names of values that depend on the input and are 16-bit floats
   * @throws LoweringException with every problem found
   */
  public static Graph lower(
      GraphProto proto,
      Map<String, Long> opsets,
      List<FunctionProto> functions,
      Selection selection,
      ExternalData external,
      List<String> warnings,
      Set<String> half)
      throws LoweringException {
    List<String> invalid = new ArrayList<>();
    Reading reading =
        new Reading(
            new LocalFunctions(functions, invalid),
            new Emission(new GraphBuilder(proto.getName()), names(proto), initialiserNames(proto)),
            new TensorDecoder(external),
            warnings,
            half);
    reading.invalid.addAll(invalid);
    return new GraphLowering(proto, opsets, selection, reading).run();
  }

  private Graph run() throws LoweringException {
    Initialisers.define(proto, scope, reading);
    new GraphInputs(proto, selection, scope, reading).define();
    reading.requireValid();
    List<String> chosen = GraphOutputs.choose(proto, selection, reading.warnings);
    List<NodeProto> all = proto.getNodeList();
    List<String> problems = new ArrayList<>();
    // The whole graph has to be in order, whatever is needed of it.
    NodeOrder.sort(all, scope::knows, problems);
    reading.invalid.addAll(problems);
    reading.requireValid();
    new Body(reading, scope, Frame.graph(opsets)).lower(needed(all, chosen));
    List<String> outputs = outputs(chosen);
    reading.requireSound();
    try {
      return reading.emission.build(outputs);
    } catch (IllegalArgumentException e) {
      throw new LoweringException(Kind.INVALID, List.of(Text.clip(String.valueOf(e.getMessage()))));
    }
  }

  /** The nodes that the outputs depend on, in their order. */
  private static List<NodeProto> needed(List<NodeProto> nodes, List<String> outputs) {
    Map<String, Integer> producers = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String output : nodes.get(i).getOutputList()) {
        producers.put(output, i);
      }
    }
    boolean[] kept = new boolean[nodes.size()];
    Deque<String> open = new ArrayDeque<>(outputs);
    while (!open.isEmpty()) {
      Integer producer = producers.get(open.pop());
      if (producer != null && !kept[producer]) {
        kept[producer] = true;
        open.addAll(NodeOrder.reads(nodes.get(producer)));
      }
    }
    List<NodeProto> needed = new ArrayList<>();
    for (int i = 0; i < kept.length; i++) {
      if (kept[i]) {
        needed.add(nodes.get(i));
      }
    }
    return needed;
  }

  private List<String> outputs(List<String> chosen) {
    List<String> names = new ArrayList<>();
    Map<String, ValueInfoProto> declared = new HashMap<>();
    for (ValueInfoProto info : proto.getOutputList()) {
      if (declared.put(info.getName(), info) != null) {
        reading.invalid.add("output " + Text.quote(info.getName()) + " is declared twice");
      }
    }
    for (String name : chosen) {
      Optional<Value> value = scope.find(name);
      if (value.isPresent()) {
        if (value.get() instanceof Value.Masked) {
          reading.unsupported.add("output " + Text.quote(name) + " is -Infinity somewhere");
          continue;
        }
        // Integers that depend on the data are those of a quantised model, and numbers like others.
        DataType type = value.get().type();
        boolean known = value.get() instanceof Value.Known;
        if (type == DataType.BOOL || (known && !type.isReal())) {
          reading.unsupported.add(
              "output " + Text.quote(name) + " is a tensor of " + value.get().type());
        } else {
          names.add(reading.emission.named(name, value.get()));
          ValueInfoProto info = declared.get(name);
          if (info != null) {
            DeclaredInput.compare(info, value.get().shape()).ifPresent(reading.warnings::add);
          }
        }
      } else if (!scope.isMissing(name)) {
        if (selection.outputs().isEmpty()) {
          reading.invalid.add("output " + Text.quote(name) + " is undefined");
        } else {
          reading.unknown.add(
              ("has no value " + Text.quote(name) + " to be an output (accepted: ")
                  + declared.keySet().stream().limit(20).map(Text::quote).sorted().toList()
                  + " or a value between its nodes)");
        }
      } else if (reading.unsupported.isEmpty()) {
        reading.unsupported.add(
            "output " + Text.quote(name) + " is one that its node does not compute");
      }
    }
    if (proto.getOutputCount() == 0) {
      reading.invalid.add("has no output");
    }
    return names;
  }

  private static Set<String> initialiserNames(GraphProto proto) {
    Set<String> names = new HashSet<>();
    proto.getInitializerList().forEach(tensor -> names.add(tensor.getName()));
    proto.getSparseInitializerList().forEach(tensor -> names.add(tensor.getValues().getName()));
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
