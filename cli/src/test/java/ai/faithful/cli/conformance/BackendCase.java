package ai.faithful.cli.conformance;

import ai.faithful.onnx.proto.GraphProto;
import ai.faithful.onnx.proto.ModelProto;
import ai.faithful.onnx.proto.NodeProto;
import ai.faithful.onnx.proto.TensorProto;
import ai.faithful.onnx.proto.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A model of the ONNX backend suite with stored inputs and outputs.
 *
 * @param data the folder of the tensors
 */
record BackendCase(Path model, Path data, ModelProto proto) {

  static List<BackendCase> all(Path suites) throws IOException {
    List<BackendCase> cases = new ArrayList<>();
    try (Stream<Path> files = Files.walk(suites)) {
      for (Path model : files.filter(f -> f.endsWith("model.onnx")).sorted().toList()) {
        Path data = model.resolveSibling("test_data_set_0");
        if (Files.isDirectory(data)) {
          cases.add(new BackendCase(model, data, ModelProto.parseFrom(Files.readAllBytes(model))));
        }
      }
    }
    return cases;
  }

  String name() {
    return String.valueOf(model.getName(model.getNameCount() - 2));
  }

  /** The operators of its nodes, those of other domains with the domain before them. */
  Set<String> operators() {
    Set<String> operators = new TreeSet<>();
    for (NodeProto node : proto.getGraph().getNodeList()) {
      String domain = node.getDomain().isEmpty() ? "" : node.getDomain() + ".";
      operators.add(domain + node.getOpType());
    }
    return operators;
  }

  /** The inputs that are no initialisers, in the order of the stored tensors. */
  List<String> inputs() {
    Set<String> initialisers = new HashSet<>();
    proto.getGraph().getInitializerList().forEach(t -> initialisers.add(t.getName()));
    return proto.getGraph().getInputList().stream()
        .map(ValueInfoProto::getName)
        .filter(name -> !initialisers.contains(name))
        .toList();
  }

  List<String> outputs() {
    return proto.getGraph().getOutputList().stream().map(ValueInfoProto::getName).toList();
  }

  Path input(int i) {
    return data.resolve("input_" + i + ".pb");
  }

  Path output(int i) {
    return data.resolve("output_" + i + ".pb");
  }

  /** Whether outputs are compared as 16-bit floats. */
  boolean isHalf() {
    return proto.getGraph().getOutputList().stream()
        .map(o -> o.getType().getTensorType().getElemType())
        .anyMatch(type -> type == 10 || type == 16);
  }

  /** The model with all inputs but one as initialisers. */
  byte[] withOneInput(int open) throws IOException {
    GraphProto.Builder graph = proto.getGraph().toBuilder();
    List<String> inputs = inputs();
    for (int i = 0; i < inputs.size(); i++) {
      if (i != open) {
        byte[] tensor = Files.readAllBytes(input(i));
        graph.addInitializer(TensorProto.parseFrom(tensor).toBuilder().setName(inputs.get(i)));
      }
    }
    return proto.toBuilder().setGraph(graph).build().toByteArray();
  }
}
