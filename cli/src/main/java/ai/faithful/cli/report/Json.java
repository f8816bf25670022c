package ai.faithful.cli.report;

import ai.faithful.verify.bound.BoundSettings;
import ai.faithful.verify.bound.Method;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The parts that every JSON result shares. */
final class Json {
  private Json() {}

  /** Indented and strict: a number that JSON cannot hold is an error, not a word. */
  static JsonWriter writer(Writer target) {
    JsonWriter json = new JsonWriter(target);
    json.setIndent("  ");
    json.setSerializeNulls(true);
    return json;
  }

  static void tool(JsonWriter json, String version) throws IOException {
    json.name("tool").beginObject();
    json.name("name").value("faithful");
    json.name("version").value(version);
    json.endObject();
  }

  /** A number, or null where it is not finite, which JSON cannot say. */
  static void number(JsonWriter json, String name, double value) throws IOException {
    json.name(name);
    if (Double.isFinite(value)) {
      json.value(value);
    } else {
      json.nullValue();
    }
  }

  /** "method", and "iterations" of the one that searches; null of others. */
  static void method(JsonWriter json, BoundSettings engine) throws IOException {
    json.name("method").value(engine.method().word());
    json.name("iterations");
    if (engine.method() == Method.ALPHA_CROWN) {
      json.value(engine.iterations());
    } else {
      json.nullValue();
    }
  }

  /** Files that hold elements of a model's tensors: a claim is about them too. */
  static void external(JsonWriter json, Map<Path, String> files) throws IOException {
    json.name("external").beginArray();
    for (Map.Entry<Path, String> file : files.entrySet()) {
      json.beginObject();
      json.name("path").value(file.getKey().toString());
      json.name("sha256").value(file.getValue());
      json.endObject();
    }
    json.endArray();
  }

  static void strings(JsonWriter json, String name, List<String> values) throws IOException {
    json.name(name).beginArray();
    for (String value : values) {
      json.value(value);
    }
    json.endArray();
  }
}
