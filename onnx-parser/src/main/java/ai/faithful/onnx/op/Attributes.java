package ai.faithful.onnx.op;

import ai.faithful.onnx.proto.AttributeProto;
import ai.faithful.onnx.proto.GraphProto;
import ai.faithful.onnx.proto.NodeProto;
import ai.faithful.onnx.proto.SparseTensorProto;
import ai.faithful.onnx.proto.TensorProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A node's attributes, by name and type. */
final class Attributes {
  private static final int FLOAT = 1;
  private static final int INT = 2;
  private static final int STRING = 3;
  private static final int TENSOR = 4;
  private static final int GRAPH = 5;
  private static final int FLOATS = 6;
  private static final int INTS = 7;
  private static final int STRINGS = 8;
  private static final int SPARSE_TENSOR = 11;

  private final Map<String, AttributeProto> byName = new HashMap<>();

  /**
   * The attributes of a node.
   *
   * @param arguments what references to a function's attributes stand for; a reference to one that
   *     the call leaves out leaves out the node's attribute too
   */
  Attributes(NodeProto node, Map<String, AttributeProto> arguments) throws Refusal {
    Set<String> seen = new HashSet<>();
    for (AttributeProto attribute : node.getAttributeList()) {
      if (!seen.add(attribute.getName())) {
        throw new Refusal("attribute " + Text.quote(attribute.getName()) + " is given twice");
      }
      if (attribute.getRefAttrName().isEmpty()) {
        byName.put(attribute.getName(), attribute);
        continue;
      }
      AttributeProto argument = arguments.get(attribute.getRefAttrName());
      if (argument != null) {
        byName.put(attribute.getName(), argument.toBuilder().setName(attribute.getName()).build());
      }
    }
  }

  /** All of them, by name, references resolved. */
  Map<String, AttributeProto> all() {
    return Map.copyOf(byName);
  }

  void requireOnly(Set<String> known) throws Refusal {
    for (String name : byName.keySet()) {
      if (!known.contains(name)) {
        throw new Refusal(
            "has the attribute " + Text.quote(name), known.isEmpty() ? "none" : known.toString());
      }
    }
  }

  boolean has(String name) {
    return byName.containsKey(name);
  }

  long integer(String name, long otherwise) throws Refusal {
    Optional<AttributeProto> a = get(name, INT, "an integer");
    return a.isPresent() ? a.get().getI() : otherwise;
  }

  boolean flag(String name) throws Refusal {
    return flag(name, false);
  }

  /** 0 or 1; of other numbers, runtimes make what they like. */
  boolean flag(String name, boolean otherwise) throws Refusal {
    long value = integer(name, otherwise ? 1 : 0);
    if (value != 0 && value != 1) {
      throw new Refusal("attribute '" + name + "' is " + value, "0 or 1");
    }
    return value == 1;
  }

  float real(String name, float otherwise) throws Refusal {
    Optional<AttributeProto> a = get(name, FLOAT, "a float");
    if (a.isPresent() && !Float.isFinite(a.get().getF())) {
      throw new Refusal("attribute '" + name + "' is " + a.get().getF());
    }
    return a.isPresent() ? a.get().getF() : otherwise;
  }

  /** A number that may be the -infinity of a mask. */
  float realOrNegativeInfinity(String name) throws Refusal {
    Optional<AttributeProto> a = get(name, FLOAT, "a float");
    return a.isPresent() && a.get().getF() == Float.NEGATIVE_INFINITY
        ? Float.NEGATIVE_INFINITY
        : real(name, 0);
  }

  String string(String name, String otherwise) throws Refusal {
    Optional<AttributeProto> a = get(name, STRING, "a string");
    return a.isPresent() ? a.get().getS().toStringUtf8() : otherwise;
  }

  Optional<List<Long>> integers(String name) throws Refusal {
    return get(name, INTS, "a list of integers").map(AttributeProto::getIntsList);
  }

  Optional<List<Float>> reals(String name) throws Refusal {
    return get(name, FLOATS, "a list of floats").map(AttributeProto::getFloatsList);
  }

  Optional<TensorProto> tensor(String name) throws Refusal {
    return get(name, TENSOR, "a tensor").map(AttributeProto::getT);
  }

  /** How many strings a list has, 0 if there is none. */
  int stringCount(String name) throws Refusal {
    return get(name, STRINGS, "a list of strings").map(AttributeProto::getStringsCount).orElse(0);
  }

  Optional<SparseTensorProto> sparseTensor(String name) throws Refusal {
    return get(name, SPARSE_TENSOR, "a sparse tensor").map(AttributeProto::getSparseTensor);
  }

  GraphProto graph(String name) throws Refusal {
    return get(name, GRAPH, "a graph")
        .map(AttributeProto::getG)
        .orElseThrow(() -> new Refusal("lacks the attribute '" + name + "'"));
  }

  private Optional<AttributeProto> get(String name, int type, String kind) throws Refusal {
    AttributeProto attribute = byName.get(name);
    if (attribute == null) {
      return Optional.empty();
    }
    // Files older than IR 2 leave the type undefined.
    if (attribute.getType() != type && attribute.getType() != 0) {
      throw new Refusal("attribute '" + name + "' is not " + kind);
    }
    return Optional.of(attribute);
  }
}
