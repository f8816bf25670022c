package ai.faithful.cli.report;

import ai.faithful.cli.report.Table.Align;
import ai.faithful.onnx.OnnxModel;
import ai.faithful.verify.runtime.Parity;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code faithful run} found, for people and for machines.
 *
 * @param other the model compared with; none: the model as read here was compared with ONNX Runtime
 */
public record ParityReport(
    String toolVersion,
    OnnxModel model,
    Optional<OnnxModel> other,
    double tolerance,
    long seed,
    Parity.Report found) {

  /** The lines of the table and of the verdict. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("first:  " + model.path() + (other.isPresent() ? ", in ONNX Runtime" : ", as read"));
    lines.add("second: " + other.map(OnnxModel::path).orElse(model.path()) + ", in ONNX Runtime");
    model.warnings().forEach(warning -> lines.add("warning: " + warning));
    lines.add("");
    Table table =
        new Table()
            .column("output", Align.LEFT)
            .column("worst absolute", Align.RIGHT)
            .column("worst relative", Align.RIGHT)
            .column("first", Align.RIGHT)
            .column("second", Align.RIGHT)
            .column("worst at", Align.LEFT);
    for (Parity.Worst worst : found.outputs()) {
      table.row(
          worst.output(),
          shown(worst.absolute()),
          shown(worst.relative()),
          shown(worst.expected()),
          shown(worst.actual()),
          worst.origin());
    }
    lines.addAll(table.lines());
    lines.add("");
    lines.add(verdict());
    return lines;
  }

  private String verdict() {
    String points = found.compared() + " inputs compared";
    if (found.skipped() > 0) {
      points += ", " + found.skipped() + " skipped: there a rounding is too near a tie to compare";
    }
    if (found.compared() == 0) {
      return points + "; nothing can be said";
    }
    String allowed = String.format(Locale.ROOT, "%.3g", tolerance);
    return points
        + (found.refuted().isPresent() ? "; they DIFFER by more than " : "; they agree within ")
        + (allowed + " and " + allowed + " of the largest output");
  }

  private static String shown(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  /** The machine form; fields are added, never renamed. */
  public String json() {
    StringWriter text = new StringWriter();
    try (JsonWriter json = Json.writer(text)) {
      json.beginObject();
      Json.tool(json, toolVersion);
      model(json, "model", model);
      if (other.isPresent()) {
        model(json, "against", other.get());
      }
      json.name("tolerance").value(tolerance);
      json.name("seed").value(seed);
      json.name("compared").value(found.compared());
      json.name("skipped").value(found.skipped());
      json.name("status").value(status());
      json.name("outputs").beginArray();
      for (Parity.Worst worst : found.outputs()) {
        json.beginObject();
        json.name("name").value(worst.output());
        Json.number(json, "absolute", worst.absolute());
        Json.number(json, "relative", worst.relative());
        Json.number(json, "first", worst.expected());
        Json.number(json, "second", worst.actual());
        json.name("at").value(worst.origin());
        json.name("agrees").value(worst.share() <= 1);
        json.endObject();
      }
      json.endArray();
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  private String status() {
    if (found.refuted().isPresent()) {
      return "refuted";
    }
    return found.compared() == 0 ? "unknown" : "agrees";
  }

  private static void model(JsonWriter json, String name, OnnxModel model) throws IOException {
    json.name(name).beginObject();
    json.name("path").value(model.path().toString());
    json.name("sha256").value(model.sha256());
    Json.external(json, model.external());
    json.endObject();
  }
}
