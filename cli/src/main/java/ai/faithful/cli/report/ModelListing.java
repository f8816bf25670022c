package ai.faithful.cli.report;

import ai.faithful.cli.report.Table.Align;
import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.Input;
import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.pass.Classifier;
import ai.faithful.ir.pass.Passes;
import ai.faithful.onnx.Declared;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.onnx.OnnxNode;
import ai.faithful.onnx.op.Text;
import ai.faithful.verify.bound.ValueRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A model as lines for a person. */
public final class ModelListing {
  private final OnnxModel model;

  /** A listing of one model. */
  public ModelListing(OnnxModel model) {
    this.model = model;
  }

  /** What the file is, in a few lines. */
  public List<String> summary() {
    List<String> lines = new ArrayList<>();
    lines.add(label("model", model.path().toString()));
    lines.add(label("sha256", model.sha256()));
    String producer = model.producer().isBlank() ? "not stated" : model.producer();
    lines.add(label("made by", producer));
    lines.add(label("format", "ONNX IR " + model.irVersion() + ", opset " + opsets()));
    lines.add(label("inputs", declared(model.declaredInputs())));
    lines.add(label("outputs", declared(model.declaredOutputs())));
    lines.add(label("nodes", model.nodes().size() + ": " + operators()));
    lines.add(
        label("constants", String.format(Locale.ROOT, "%,d", model.graph().parameterCount())));
    lines.add(label("classifier", classifier(model.graph())));
    model
        .external()
        .forEach((file, sha256) -> lines.add(label("data", file.getFileName() + " " + sha256)));
    model.warnings().forEach(warning -> lines.add(label("warning", warning)));
    return lines;
  }

  /** The file's own nodes. */
  public List<String> nodes() {
    Table table =
        new Table()
            .column("node", Align.LEFT)
            .column("operator", Align.LEFT)
            .column("inputs", Align.LEFT)
            .column("outputs", Align.LEFT)
            .column("attributes", Align.LEFT);
    for (OnnxNode node : model.nodes()) {
      String attributes =
          node.attributes().entrySet().stream()
              .map(entry -> Text.clip(entry.getKey()) + "=" + entry.getValue())
              .collect(Collectors.joining(" "));
      String operator =
          node.domain().isEmpty() ? node.opType() : node.domain() + "." + node.opType();
      table.row(
          Text.clip(node.name()),
          Text.clip(operator),
          names(node.inputs()),
          names(node.outputs()),
          attributes);
    }
    return table.lines();
  }

  /** The graph that is analysed: after the passes, constants by name and shape. */
  public List<String> ir() {
    Graph graph = Passes.simplify(model.graph());
    Table table =
        new Table()
            .column("value", Align.LEFT)
            .column("shape", Align.LEFT)
            .column("operator", Align.LEFT)
            .column("of", Align.LEFT);
    for (Input input : graph.inputs()) {
      table.row(Text.clip(input.name()), input.shape().toString(), "input", "");
    }
    for (Map.Entry<String, Constant> entry : graph.constants().entrySet()) {
      Constant constant = entry.getValue();
      String kind = constant.isExact() ? "constant" : "constant, rounded";
      table.row(Text.clip(entry.getKey()), constant.shape().toString(), kind, "");
    }
    for (Node node : graph.nodes()) {
      table.row(
          Text.clip(node.name()), node.shape().toString(), operator(node), names(node.inputs()));
    }
    List<String> lines = new ArrayList<>(table.lines());
    lines.add("result: " + names(graph.outputs()));
    return lines;
  }

  /** The graph that is bounded: simplified, without a trailing softmax. */
  public static Graph bounded(OnnxModel model) {
    return Passes.simplify(logits(model.graph()));
  }

  /**
   * The ranges of a graph's values as a table.
   *
   * @param graph as of {@link #bounded}
   */
  public static List<String> bounds(Graph graph, List<ValueRange> ranges) {
    Table table =
        new Table()
            .column("value", Align.LEFT)
            .column("shape", Align.LEFT)
            .column("at least", Align.RIGHT)
            .column("at most", Align.RIGHT)
            .column("undecided signs", Align.RIGHT);
    Set<String> rectified = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Op.Relu) {
        rectified.add(node.inputs().get(0));
      }
    }
    for (ValueRange range : ranges) {
      String undecided =
          rectified.contains(range.value())
              ? range.undecided() + " of " + range.shape().size()
              : "";
      table.row(
          Text.clip(range.value()),
          range.shape().toString(),
          Numbers.atLeast(range.lower()),
          Numbers.atMost(range.upper()),
          undecided);
    }
    List<String> lines = new ArrayList<>(table.lines());
    lines.add("for every input in [0,1], by interval arithmetic and CROWN");
    return lines;
  }

  private static Graph logits(Graph graph) {
    try {
      return Classifier.of(graph).logits();
    } catch (IllegalArgumentException e) {
      return graph;
    }
  }

  /** An operator with its settings, as its record prints them, without empty brackets. */
  private static String operator(Node node) {
    String text = node.op().toString();
    return text.endsWith("[]") ? text.substring(0, text.length() - 2) : text;
  }

  /** Names from a file, each short and on one line whatever it holds. */
  private static String names(List<String> names) {
    return names.stream().map(Text::clip).collect(Collectors.joining(" "));
  }

  private static String label(String name, String text) {
    return String.format(Locale.ROOT, "%-11s %s", name, text);
  }

  private String opsets() {
    return new TreeMap<>(model.opsets())
        .entrySet().stream()
            .map(e -> e.getKey().isEmpty() ? "" + e.getValue() : e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(", "));
  }

  private static String declared(List<Declared> values) {
    return values.stream()
        .map(Declared::toString)
        .map(Text::clip)
        .collect(Collectors.joining(", "));
  }

  private String operators() {
    Map<String, Long> counts =
        model.nodes().stream()
            .collect(Collectors.groupingBy(OnnxNode::opType, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + Text.clip(entry.getKey()))
        .collect(Collectors.joining(", "));
  }

  private static String classifier(Graph graph) {
    try {
      Classifier classifier = Classifier.of(graph);
      String head =
          switch (classifier.head()) {
            case LOGITS -> "logits";
            case SOFTMAX -> "softmax probabilities";
            case LOG_SOFTMAX -> "log-softmax";
            case SIGMOID -> "the second one's probability, a sigmoid";
          };
      return classifier.classes() + " classes, gives " + head;
    } catch (IllegalArgumentException e) {
      return "no: " + e.getMessage();
    }
  }
}
