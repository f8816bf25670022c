package ai.faithful.onnx;

import ai.faithful.ir.Graph;
import ai.faithful.ir.Tensor;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An ONNX model that was read.
 *
 * @param sha256 of the file's bytes, lower-case hexadecimal
 * @param irVersion the file format's version
 * @param producer name and version of the exporter, may be empty
 * @param opsets operator set versions by domain, the standard domain as ""
 * @param nodes as the file has them
 * @param declaredInputs as the file declares them, initialisers repeated as inputs left out
 * @param bound inputs that were fixed while reading
 * @param external files beside the model that hold elements of its tensors, and their SHA-256
 * @param warnings what was accepted but is unusual
 * @param half values of the lowered graph that depend on the input and that the file has in 16-bit
 *     floats: a runtime rounds them to these
 * @param graph the lowered graph: a symbolic leading axis is 1, a trailing softmax is still in it,
 *     inputs and outputs bear their ONNX names
 */
public record OnnxModel(
    Path path,
    String sha256,
    long irVersion,
    String producer,
    Map<String, Long> opsets,
    List<OnnxNode> nodes,
    List<Declared> declaredInputs,
    List<Declared> declaredOutputs,
    Map<String, Tensor> bound,
    Map<Path, String> external,
    List<String> warnings,
    Set<String> half,
    Graph graph) {
  public OnnxModel {
    opsets = Map.copyOf(opsets);
    nodes = List.copyOf(nodes);
    declaredInputs = List.copyOf(declaredInputs);
    declaredOutputs = List.copyOf(declaredOutputs);
    bound = Map.copyOf(bound);
    external = Collections.unmodifiableMap(new LinkedHashMap<>(external));
    warnings = List.copyOf(warnings);
    half = Collections.unmodifiableSet(new LinkedHashSet<>(half));
  }
}
