package ai.faithful.onnx.op;

import ai.faithful.onnx.proto.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where in the calls of functions a node stands.
 *
 * @param calls the functions that are being expanded, outermost first; none in the graph itself
 * @param prefix of the names of values made here; empty in the graph itself, where they are unique
 * @param where for messages, ends with a space or is empty
 * @param opsets versions by domain that are in force here
 * @param arguments attributes of the call, by the name that the function has for them
 */
record Frame(
    List<LocalFunctions.Key> calls,
    String prefix,
    String where,
    Map<String, Long> opsets,
    Map<String, AttributeProto> arguments) {

  static Frame graph(Map<String, Long> opsets) {
    return new Frame(List.of(), "", "", opsets, Map.of());
  }

  Frame within(
      LocalFunctions.Key function,
      String name,
      Map<String, Long> imported,
      Map<String, AttributeProto> given) {
    List<LocalFunctions.Key> deeper = new ArrayList<>(calls);
    deeper.add(function);
    return new Frame(
        deeper, name + "/", "in the function " + function.shown() + ": ", imported, given);
  }

  /** The same place in a branch, whose values need not have names of their own. */
  Frame branch(String name) {
    return new Frame(calls, name + "/", where, opsets, arguments);
  }

  boolean isGraph() {
    return prefix.isEmpty();
  }

  /** The version of a domain, 0 if none is imported. */
  int opset(String domain) {
    return (int) Math.min(opsets.getOrDefault(Domains.normal(domain), 0L), Integer.MAX_VALUE);
  }
}
