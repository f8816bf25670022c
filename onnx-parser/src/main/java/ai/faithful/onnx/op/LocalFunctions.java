package ai.faithful.onnx.op;

import ai.faithful.onnx.proto.FunctionProto;
import ai.faithful.onnx.proto.NodeProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operators that a model defines itself, by domain, name and overload. */
final class LocalFunctions {
  /** What a call and a definition have in common. */
  record Key(String domain, String name, String overload) {
    String shown() {
      return Text.quote((domain.isEmpty() ? "" : domain + ".") + name);
    }
  }

  private final Map<Key, FunctionProto> byKey = new HashMap<>();

  /**
   * The functions of a model.
   *
   * @param invalid receives what is wrong with their identities
   */
  LocalFunctions(List<FunctionProto> functions, List<String> invalid) {
    for (FunctionProto function : functions) {
      Key key =
          new Key(Domains.normal(function.getDomain()), function.getName(), function.getOverload());
      if (byKey.put(key, function) != null) {
        invalid.add("the function " + key.shown() + " is defined twice");
      }
    }
  }

  Optional<FunctionProto> find(Key key) {
    return Optional.ofNullable(byKey.get(key));
  }

  static Key key(NodeProto call) {
    return new Key(Domains.normal(call.getDomain()), call.getOpType(), call.getOverload());
  }
}
