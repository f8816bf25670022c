package ai.faithful.cli.report;

import ai.faithful.training.evaluate.Reliability;
import ai.faithful.training.evaluate.Scores;
import ai.faithful.training.evaluate.View;
import ai.faithful.verify.certificate.Summary;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** An evaluation for machines; the format is described in docs/ARCHITECTURE.md. */
public final class EvaluationJson {
  private EvaluationJson() {}

  /** The JSON text. */
  public static String text(EvaluationReport report) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = Json.writer(text)) {
      json.beginObject();
      Json.tool(json, report.toolVersion());
      model(json, "teacher", report.teacher(), report.teacherDigest());
      model(json, "student", report.student(), report.studentDigest());
      json.name("data").value(report.data());
      json.name("norm").value("inf");
      Json.number(json, "epsilon", report.evaluation().epsilon());
      json.name("attackSteps").value(report.evaluation().steps());
      json.name("views").beginObject();
      for (View view : report.evaluation().views()) {
        view(json, view);
      }
      json.endObject();
      json.name("certified");
      certified(json, report.certified());
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  private static void model(JsonWriter json, String role, String path, String digest)
      throws IOException {
    json.name(role).beginObject();
    json.name("path").value(path);
    json.name("sha256").value(digest);
    json.endObject();
  }

  private static void view(JsonWriter json, View view) throws IOException {
    json.name(view.images()).beginObject();
    json.name("count").value(view.count());
    Json.number(json, "agreement", view.agreement());
    Json.number(json, "kl", view.divergence());
    Json.number(json, "meanGap", view.meanGap());
    scores(json, "student", view.student());
    scores(json, "teacher", view.teacher());
    json.endObject();
  }

  private static void scores(JsonWriter json, String role, Scores scores) throws IOException {
    json.name(role).beginObject();
    Json.number(json, "accuracy", scores.accuracy());
    Json.number(json, "nll", scores.nll());
    Json.number(json, "brier", scores.brier());
    Json.number(json, "ece", scores.ece());
    Json.number(json, "eceEqualMass", scores.eceMass());
    json.name("reliability").beginArray();
    for (Reliability.Bin bin : scores.reliability().bins()) {
      json.beginObject();
      json.name("count").value(bin.count());
      Json.number(json, "confidence", bin.confidence());
      Json.number(json, "accuracy", bin.accuracy());
      json.endObject();
    }
    json.endArray();
    json.endObject();
  }

  private static void certified(JsonWriter json, @org.jspecify.annotations.Nullable Summary summary)
      throws IOException {
    if (summary == null) {
      json.nullValue();
      return;
    }
    json.beginObject();
    json.name("count").value(summary.count());
    json.name("excluded").value(summary.excluded());
    Json.number(json, "meanLower", summary.meanLower());
    Json.number(json, "meanUpper", summary.meanUpper());
    Json.number(json, "medianLower", summary.medianLower());
    Json.number(json, "medianUpper", summary.medianUpper());
    json.name("agreementCertified").value(summary.agreementCertified());
    Json.number(json, "seconds", summary.seconds());
    json.endObject();
  }
}
