package ai.faithful.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A node as the file has it, for listings.
 *
 * @param name may be empty
 * @param domain empty for the standard operators
 * @param inputs value names, empty for an optional one that is left out
 * @param attributes name and printed value
 */
public record OnnxNode(
    String name,
    String domain,
    String opType,
    List<String> inputs,
    List<String> outputs,
    Map<String, String> attributes) {
  public OnnxNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }
}
