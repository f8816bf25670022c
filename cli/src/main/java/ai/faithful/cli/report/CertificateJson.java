package ai.faithful.cli.report;

import ai.faithful.verify.certificate.Bracket;
import ai.faithful.verify.certificate.CertifySettings;
import ai.faithful.verify.certificate.ExampleResult;
import ai.faithful.verify.certificate.PairedModel;
import ai.faithful.verify.certificate.Property;
import ai.faithful.verify.certificate.Summary;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;

/** A certificate in the machine form of {@code certify --json}; fields are added, never renamed. */
public final class CertificateJson {
  private CertificateJson() {}

  /** The JSON text. What there is none of is null. */
  public static String text(CertificateReport report) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = Json.writer(text)) {
      CertifySettings settings = report.settings();
      json.beginObject();
      Json.tool(json, report.toolVersion());
      property(json, settings.property());
      RegionJson.write(json, settings.around());
      json.name("delta").value(settings.delta().orElse(null));
      json.name("semantics").value(settings.semantics().word());
      json.name("bound").value(settings.bound().word());
      Json.method(json, settings.engine());
      json.name("earlyStop").value(settings.stopsEarly());
      json.name("seed").value(settings.seed());
      json.name("data").value(report.data());
      model(json, "teacher", report.pair().teacher());
      model(json, "student", report.pair().student());
      json.name("examples").beginArray();
      for (ExampleResult result : report.certificate().examples()) {
        example(json, result);
      }
      json.endArray();
      summary(json, report.certificate().summary());
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  private static void property(JsonWriter json, Property property) throws IOException {
    json.name("property").value(property.word());
    json.name("statement").value(property.words());
    if (property instanceof Property.Confidence confidence) {
      json.name("class");
      if (confidence.reference().isPresent()) {
        json.value(confidence.reference().getAsInt());
      } else {
        json.value("label");
      }
    }
    if (property instanceof Property.Agreement agreement) {
      json.name("variant").value(agreement.variant().word());
      json.name("tau");
      if (agreement.variant() == Property.Variant.CONFIDENT) {
        json.value(agreement.tau());
      } else {
        json.nullValue();
      }
    }
  }

  private static void model(JsonWriter json, String name, PairedModel model) throws IOException {
    json.name(name).beginObject();
    json.name("path").value(model.path());
    json.name("sha256").value(model.sha256());
    Json.external(json, model.external());
    json.endObject();
  }

  private static void example(JsonWriter json, ExampleResult result) throws IOException {
    json.beginObject();
    json.name("index").value(result.index());
    json.name("label").value(result.label());
    json.name("status").value(result.status().word());
    ends(json, result.bracket());
    bracket(json, "over", result.over());
    bracket(json, "under", result.under());
    Json.number(json, "margin", result.margin().orElse(Double.NaN));
    Json.number(json, "seconds", result.seconds());
    json.endObject();
  }

  private static void bracket(JsonWriter json, String name, Optional<Bracket> bracket)
      throws IOException {
    json.name(name);
    if (bracket.isEmpty()) {
      json.nullValue();
      return;
    }
    json.beginObject();
    ends(json, bracket);
    json.endObject();
  }

  private static void ends(JsonWriter json, Optional<Bracket> bracket) throws IOException {
    Json.number(json, "lower", bracket.map(Bracket::lower).orElse(Double.NaN));
    Json.number(json, "upper", bracket.map(Bracket::upper).orElse(Double.NaN));
  }

  private static void summary(JsonWriter json, Summary summary) throws IOException {
    json.name("summary").beginObject();
    json.name("count").value(summary.count());
    json.name("excluded").value(summary.excluded());
    json.name("certified").value(summary.certified());
    json.name("refuted").value(summary.refuted());
    json.name("unknown").value(summary.unknown());
    json.name("bracketed").value(summary.bracketed());
    json.name("agreementCertified").value(summary.agreementCertified());
    Json.number(json, "meanLower", summary.meanLower());
    Json.number(json, "meanUpper", summary.meanUpper());
    Json.number(json, "medianLower", summary.medianLower());
    Json.number(json, "medianUpper", summary.medianUpper());
    json.name("searchSteps").value(summary.steps());
    Json.number(json, "seconds", summary.seconds());
    json.endObject();
  }
}
