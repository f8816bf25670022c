package ai.faithful.cli.report;

import ai.faithful.verify.certificate.RobustCertificate;
import ai.faithful.verify.certificate.RobustResult;
import ai.faithful.verify.certificate.Status;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** The machine form of {@code robust --json}, in the frame of certify's; fields are only added. */
public final class RobustJson {
  private RobustJson() {}

  /** The JSON text. What there is none of is null. */
  public static String text(RobustReport report) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = Json.writer(text)) {
      json.beginObject();
      Json.tool(json, report.toolVersion());
      json.name("property").value("robustness");
      json.name("statement").value("the model gives the label");
      RegionJson.write(json, report.settings().around());
      json.name("delta").nullValue();
      json.name("semantics").value(report.settings().semantics().word());
      Json.method(json, report.settings().engine());
      json.name("earlyStop").value(report.settings().stopsEarly());
      json.name("seed").value(report.settings().seed());
      json.name("data").value(report.data());
      json.name("model").beginObject();
      json.name("path").value(report.model().path());
      json.name("sha256").value(report.model().sha256());
      Json.external(json, report.model().external());
      json.endObject();
      json.name("examples").beginArray();
      for (RobustResult result : report.certificate().examples()) {
        example(json, result);
      }
      json.endArray();
      summary(json, report.certificate());
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  private static void example(JsonWriter json, RobustResult result) throws IOException {
    json.beginObject();
    json.name("index").value(result.example().index());
    json.name("label").value(result.example().label());
    json.name("status").value(result.status().word());
    Json.number(json, "margin", result.margin().orElse(Double.NaN));
    Json.number(json, "attained", result.attained().orElse(Double.NaN));
    Json.number(json, "seconds", result.seconds());
    json.endObject();
  }

  private static void summary(JsonWriter json, RobustCertificate certificate) throws IOException {
    json.name("summary").beginObject();
    json.name("count").value(certificate.examples().size());
    json.name("excluded").value(certificate.count(Status.EXCLUDED));
    json.name("certified").value(certificate.count(Status.CERTIFIED));
    json.name("refuted").value(certificate.count(Status.REFUTED));
    json.name("unknown").value(certificate.count(Status.UNKNOWN));
    Json.number(json, "cleanAccuracy", certificate.cleanAccuracy());
    Json.number(json, "certifiedAccuracy", certificate.certifiedAccuracy());
    Json.number(json, "meanMargin", certificate.meanMargin());
    json.name("searchSteps").value(certificate.steps());
    Json.number(json, "seconds", certificate.seconds());
    json.endObject();
  }
}
