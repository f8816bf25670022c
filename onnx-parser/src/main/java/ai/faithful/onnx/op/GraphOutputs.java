package ai.faithful.onnx.op;

import ai.faithful.onnx.proto.GraphProto;
import ai.faithful.onnx.proto.NodeProto;
import ai.faithful.onnx.proto.ValueInfoProto;
import ai.faithful.onnx.tensor.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which values of a graph are its outputs. Without a choice: the declared tensors of reals. Class
 * labels beside them are set aside. A ZipMap is looked through, for it only writes names beside the
 * numbers; and where there is nothing but a label, the scores that it is the greatest of are the
 * output. Every such step is a warning.
 */
final class GraphOutputs {
  /** What may stand between a greatest index and the label that is put out. */
  private static final Set<String> RELABELLING =
      Set.of("Cast", "Squeeze", "Unsqueeze", "Reshape", "Flatten", "Identity");

  private final GraphProto graph;
  private final List<String> warnings;
  private final Map<String, NodeProto> producers = new HashMap<>();

  private GraphOutputs(GraphProto graph, List<String> warnings) {
    this.graph = graph;
    this.warnings = warnings;
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().forEach(output -> producers.putIfAbsent(output, node));
    }
  }

  /** The names, in order, each once; empty only if the graph declares no output. */
  static List<String> choose(GraphProto graph, Selection selection, List<String> warnings) {
    return selection.outputs().isEmpty()
        ? new GraphOutputs(graph, warnings).found()
        : selection.outputs().stream().distinct().toList();
  }

  private List<String> found() {
    Set<String> reals = new LinkedHashSet<>();
    List<String> others = new ArrayList<>();
    for (ValueInfoProto info : graph.getOutputList()) {
      if (isReal(info)) {
        reals.add(info.getName());
      } else {
        others.add(info.getName());
      }
    }
    List<String> unexplained = new ArrayList<>();
    for (String name : others) {
      NodeProto producer = producers.get(name);
      if (producer != null && isZipMap(producer) && producer.getInputCount() == 1) {
        warnings.add(
            "output "
                + Text.quote(name)
                + " only names the numbers of "
                + (Text.quote(producer.getInput(0)) + ", which are read in its place"));
        reals.add(producer.getInput(0));
      } else {
        unexplained.add(name);
      }
    }
    if (reals.isEmpty() && unexplained.size() == 1) {
      String scores = scores(unexplained.get(0));
      if (!scores.isEmpty()) {
        warnings.add(
            "output "
                + Text.quote(unexplained.get(0))
                + " is a class label; the scores "
                + (Text.quote(scores) + " it is the greatest of are read in its place"));
        return List.of(scores);
      }
    }
    if (reals.isEmpty()) {
      return others; // Each will be refused by name and type.
    }
    for (String name : unexplained) {
      warnings.add("output " + Text.quote(name) + " is no tensor of real numbers and is set aside");
    }
    return List.copyOf(reals);
  }

  private static boolean isReal(ValueInfoProto info) {
    // An undeclared type is found out by lowering.
    return !info.hasType()
        || (info.getType().hasTensorType()
            && DataType.of(info.getType().getTensorType().getElemType())
                .map(DataType::isReal)
                .orElse(info.getType().getTensorType().getElemType() == 0));
  }

  private static boolean isZipMap(NodeProto node) {
    return node.getDomain().equals("ai.onnx.ml") && node.getOpType().equals("ZipMap");
  }

  /** What a label is the greatest of, or nothing if it is made otherwise. */
  private String scores(String label) {
    NodeProto node = producers.get(label);
    for (int steps = 0; node != null && steps < 100; steps++) {
      if (Domains.normal(node.getDomain()).isEmpty()
          && node.getOpType().equals("ArgMax")
          && node.getInputCount() == 1) {
        return node.getInput(0);
      }
      if (isZipMap(node) || !relabels(node)) {
        return "";
      }
      // ArrayFeatureExtractor and Gather pick names by index, their second input.
      boolean picks = node.getOpType().equals("ArrayFeatureExtractor");
      node = producers.get(node.getInput(picks ? 1 : 0));
    }
    return "";
  }

  private static boolean relabels(NodeProto node) {
    boolean standard = Domains.normal(node.getDomain()).isEmpty();
    return (standard && node.getInputCount() > 0 && RELABELLING.contains(node.getOpType()))
        || (node.getDomain().equals("ai.onnx.ml")
            && node.getInputCount() == 2
            && node.getOpType().equals("ArrayFeatureExtractor"));
  }
}
