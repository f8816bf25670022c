package ai.faithful.onnx.op;

import ai.faithful.ir.ElementType;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.proto.GraphProto;
import ai.faithful.onnx.proto.TensorShapeProto;
import ai.faithful.onnx.proto.ValueInfoProto;
import ai.faithful.onnx.tensor.DataType;
import java.util.ArrayList;
import java.util.List;

/** Defines a graph's inputs: open ones become inputs of the lowered graph, bound ones constants. */
final class GraphInputs {
  private final GraphProto graph;
  private final Selection selection;
  private final Scope scope;
  private final Reading reading;

  GraphInputs(GraphProto graph, Selection selection, Scope scope, Reading reading) {
    this.graph = graph;
    this.selection = selection;
    this.scope = scope;
    this.reading = reading;
  }

  void define() {
    List<String> names = new ArrayList<>();
    List<String> unbound = new ArrayList<>();
    for (ValueInfoProto info : graph.getInputList()) {
      String name = info.getName();
      if (!names.contains(name) && scope.defines(name)) {
        if (selection.bound().containsKey(name)) {
          reading.unsupported.add("input " + Text.quote(name) + " has a value in the model");
        }
        continue; // An initialiser repeated as an input, as files before IR 4 had to.
      }
      if (name.isEmpty() || names.contains(name)) {
        reading.invalid.add("input " + Text.quote(name) + " is declared twice or without a name");
        continue;
      }
      names.add(name);
      Tensor bound = selection.bound().get(name);
      try {
        if (bound != null) {
          scope.define(name, bound(info, bound));
          continue;
        }
        if (selection.input().isPresent() && !selection.input().get().equals(name)) {
          unbound.add(Text.quote(name));
          scope.lose(name);
          continue;
        }
        DeclaredInput declared = DeclaredInput.of(info);
        Value input = reading.emission.input(name, declared.shape(), declared.type());
        scope.define(name, input);
        reading.note(List.of(input));
      } catch (Refusal e) {
        reading.unsupported.add("input " + Text.quote(name) + " " + e.reason());
        scope.lose(name);
      }
    }
    if (!unbound.isEmpty()) {
      reading.unsupported.add(
          "besides "
              + Text.quote(selection.input().orElse(""))
              + " it has the inputs "
              + String.join(", ", unbound)
              + " (accepted: constants bound to them)");
    }
    selection.input().ifPresent(name -> requireInput(name, names));
    selection.bound().keySet().forEach(name -> requireInput(name, names));
    if (reading.emission.inputCount() == 0 && reading.unsupported.isEmpty()) {
      reading.unsupported.add("has no input");
    }
  }

  private void requireInput(String name, List<String> names) {
    if (!names.contains(name)) {
      List<String> shown = names.stream().limit(20).map(Text::quote).toList();
      reading.unknown.add(
          "has no input " + Text.quote(name) + " (accepted: " + String.join(", ", shown) + ")");
    }
  }

  /** A constant in place of an input, of the type and extents that the input declares. */
  private static Value bound(ValueInfoProto info, Tensor tensor) throws Refusal {
    DataType type =
        DataType.of(info.getType().getTensorType().getElemType())
            .orElseThrow(() -> new Refusal("is no tensor of numbers"));
    boolean integers = tensor.type() == ElementType.INT64;
    for (int i = 0; i < tensor.size(); i++) {
      boolean fits =
          type.isReal()
              ? !integers && (type == DataType.DOUBLE || (float) tensor.at(i) == tensor.at(i))
              : integers && type.holds(tensor.longAt(i));
      if (!fits) {
        throw new Refusal("is bound to a tensor that holds " + tensor.at(i), "elements of " + type);
      }
    }
    Shape shape = tensor.shape();
    if (info.getType().getTensorType().hasShape()) {
      TensorShapeProto declared = info.getType().getTensorType().getShape();
      boolean fits = declared.getDimCount() == shape.rank();
      for (int i = 0; fits && i < shape.rank(); i++) {
        fits =
            !declared.getDim(i).hasDimValue() || declared.getDim(i).getDimValue() == shape.dim(i);
      }
      if (!fits) {
        throw new Refusal("is bound to a tensor " + shape, "the declared extents");
      }
    }
    return Value.Known.of(info.getName(), tensor, type);
  }
}
