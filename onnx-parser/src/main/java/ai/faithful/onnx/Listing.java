package ai.faithful.onnx;

import ai.faithful.onnx.op.Text;
import ai.faithful.onnx.proto.AttributeProto;
import ai.faithful.onnx.proto.GraphProto;
import ai.faithful.onnx.proto.NodeProto;
import ai.faithful.onnx.proto.TensorProto;
import ai.faithful.onnx.proto.TensorShapeProto;
import ai.faithful.onnx.proto.ValueInfoProto;
import ai.faithful.onnx.tensor.DataType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a file says, in printable records. */
final class Listing {
  private Listing() {}

  static List<OnnxNode> nodes(GraphProto graph) {
    List<OnnxNode> nodes = new ArrayList<>();
    for (NodeProto node : graph.getNodeList()) {
      Map<String, String> attributes = new LinkedHashMap<>();
      for (AttributeProto attribute : node.getAttributeList()) {
        attributes.put(attribute.getName(), print(attribute));
      }
      nodes.add(
          new OnnxNode(
              node.getName(),
              node.getDomain(),
              node.getOpType(),
              node.getInputList(),
              node.getOutputList(),
              attributes));
    }
    return nodes;
  }

  private static String print(AttributeProto a) {
    return switch (a.getType()) {
      case 1 -> String.valueOf(a.getF());
      case 2 -> String.valueOf(a.getI());
      case 3 -> Text.clip(a.getS().toStringUtf8());
      case 4 -> print(a.getT());
      case 6 -> Text.clip(a.getFloatsList().toString());
      case 7 -> Text.clip(a.getIntsList().toString());
      case 8 -> a.getStringsCount() + " strings";
      case 5, 10 -> "graph";
      default -> "attribute type " + a.getType();
    };
  }

  private static String print(TensorProto tensor) {
    return DataType.nameOf(tensor.getDataType()) + Text.clip(tensor.getDimsList().toString());
  }

  static List<Declared> inputs(GraphProto graph) {
    Set<String> initialisers = new HashSet<>();
    graph.getInitializerList().forEach(tensor -> initialisers.add(tensor.getName()));
    List<Declared> out = new ArrayList<>();
    for (ValueInfoProto info : graph.getInputList()) {
      if (!initialisers.contains(info.getName())) {
        out.add(declared(info));
      }
    }
    return out;
  }

  static List<Declared> outputs(GraphProto graph) {
    return graph.getOutputList().stream().map(Listing::declared).toList();
  }

  private static Declared declared(ValueInfoProto info) {
    List<Long> dims = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (TensorShapeProto.Dimension dim : info.getType().getTensorType().getShape().getDimList()) {
      dims.add(dim.hasDimValue() ? dim.getDimValue() : -1L);
      String symbol = dim.getDimParam().isEmpty() ? "?" : Text.clip(dim.getDimParam());
      labels.add(dim.hasDimValue() ? String.valueOf(dim.getDimValue()) : symbol);
    }
    String type =
        info.getType().hasTensorType()
            ? DataType.nameOf(info.getType().getTensorType().getElemType())
            : "no tensor";
    return new Declared(info.getName(), type, dims, labels);
  }
}
