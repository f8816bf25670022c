package ai.faithful.cli.report;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.ir.Node;
import ai.faithful.ir.Shape;
import ai.faithful.ir.pass.Passes;
import ai.faithful.onnx.Declared;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.onnx.OnnxNode;
import ai.faithful.verify.bound.ValueRange;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A model in the machine form of {@code inspect --json}. */
public final class ModelJson {
  private ModelJson() {}

  /**
   * The JSON text: the file, its nodes, the graph that is analysed, and bounds if there are any.
   */
  public static String of(OnnxModel model, List<ValueRange> ranges, String toolVersion) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = Json.writer(text)) {
      json.beginObject();
      Json.tool(json, toolVersion);
      json.name("model").beginObject();
      json.name("path").value(model.path().toString());
      json.name("sha256").value(model.sha256());
      Json.external(json, model.external());
      json.name("irVersion").value(model.irVersion());
      json.name("producer").value(model.producer());
      json.name("opsets").beginObject();
      for (Map.Entry<String, Long> opset : new TreeMap<>(model.opsets()).entrySet()) {
        json.name(opset.getKey()).value(opset.getValue());
      }
      json.endObject();
      declared(json, "inputs", model.declaredInputs());
      declared(json, "outputs", model.declaredOutputs());
      nodes(json, model.nodes());
      Json.strings(json, "warnings", model.warnings());
      json.endObject();
      graph(json, Passes.simplify(model.graph()));
      if (!ranges.isEmpty()) {
        bounds(json, ranges);
      }
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  private static void declared(JsonWriter json, String name, List<Declared> values)
      throws IOException {
    json.name(name).beginArray();
    for (Declared value : values) {
      json.beginObject();
      json.name("name").value(value.name());
      json.name("type").value(value.elementType());
      Json.strings(json, "shape", value.labels());
      json.endObject();
    }
    json.endArray();
  }

  private static void nodes(JsonWriter json, List<OnnxNode> nodes) throws IOException {
    json.name("nodes").beginArray();
    for (OnnxNode node : nodes) {
      json.beginObject();
      json.name("name").value(node.name());
      json.name("domain").value(node.domain());
      json.name("operator").value(node.opType());
      Json.strings(json, "inputs", node.inputs());
      Json.strings(json, "outputs", node.outputs());
      json.name("attributes").beginObject();
      for (Map.Entry<String, String> attribute : node.attributes().entrySet()) {
        json.name(attribute.getKey()).value(attribute.getValue());
      }
      json.endObject();
      json.endObject();
    }
    json.endArray();
  }

  private static void graph(JsonWriter json, Graph graph) throws IOException {
    json.name("ir").beginObject();
    json.name("inputs").beginArray();
    for (Input input : graph.inputs()) {
      json.beginObject();
      json.name("name").value(input.name());
      shape(json, input.shape());
      json.endObject();
    }
    json.endArray();
    json.name("constants").beginArray();
    for (Map.Entry<String, Constant> constant : graph.constants().entrySet()) {
      json.beginObject();
      json.name("name").value(constant.getKey());
      shape(json, constant.getValue().shape());
      json.name("exact").value(constant.getValue().isExact());
      json.endObject();
    }
    json.endArray();
    json.name("nodes").beginArray();
    for (Node node : graph.nodes()) {
      json.beginObject();
      json.name("name").value(node.name());
      json.name("operator").value(node.op().name());
      Json.strings(json, "inputs", node.inputs());
      shape(json, node.shape());
      json.endObject();
    }
    json.endArray();
    Json.strings(json, "outputs", graph.outputs());
    json.name("parameters").value(graph.parameterCount());
    json.endObject();
  }

  private static void bounds(JsonWriter json, List<ValueRange> ranges) throws IOException {
    json.name("bounds").beginArray();
    for (ValueRange range : ranges) {
      json.beginObject();
      json.name("value").value(range.value());
      shape(json, range.shape());
      Json.number(json, "lower", range.lower());
      Json.number(json, "upper", range.upper());
      json.name("undecided").value(range.undecided());
      json.endObject();
    }
    json.endArray();
  }

  private static void shape(JsonWriter json, Shape shape) throws IOException {
    json.name("shape").beginArray();
    for (int extent : shape.dims()) {
      json.value(extent);
    }
    json.endArray();
  }
}
