package ai.faithful.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.faithful.onnx.TensorFile;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RobustTest {
  @TempDir private Path folder;

  private Path model() throws Exception {
    return Models.digits(folder.resolve("model.onnx"), 0, 0);
  }

  @Test
  void certifiedAccuracyInEveryForm() throws Exception {
    Path json = folder.resolve("out.json");
    Invocation run =
        Invocation.of("robust", model(), "--count", 8, "--eps", "0.001", "--json", json);
    assertThat(run.exitCode()).as(run.err()).isIn(0, 4);
    assertThat(run.out())
        .contains("certified accuracy", "clean accuracy", "lead of the label")
        .contains(
            "it is proved of every input within 0.001 of it in each element: the model gives");
    JsonObject object = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    assertThat(object.keySet())
        .contains("tool", "property", "norm", "epsilon", "delta", "semantics", "model", "method");
    assertThat(object.get("property").getAsString()).isEqualTo("robustness");
    assertThat(object.getAsJsonArray("examples")).hasSize(8);
    List<Double> margins = new ArrayList<>();
    for (JsonElement element : object.getAsJsonArray("examples")) {
      JsonObject example = element.getAsJsonObject();
      assertThat(example.keySet()).contains("index", "label", "status", "margin", "seconds");
      if (!example.get("margin").isJsonNull()) {
        margins.add(example.get("margin").getAsDouble());
      }
    }
    JsonObject summary = object.getAsJsonObject("summary");
    // Streams add with compensation: a plain sum may differ in the last digit.
    double mean = margins.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    assertThat(summary.get("meanMargin").getAsDouble()).isEqualTo(mean);
    assertThat(summary.keySet())
        .contains("count", "excluded", "certified", "refuted", "unknown", "certifiedAccuracy");
  }

  @Test
  void searchesCanBeStoppedEarlyOrNot() throws Exception {
    for (String option : List.of("--early-stop", "--no-early-stop")) {
      Path json = folder.resolve("out.json");
      Invocation.of("robust", model(), "--count", 1, "--eps", "0", option, "--json", json);
      JsonObject object = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
      assertThat(object.get("earlyStop").getAsBoolean()).isEqualTo(option.equals("--early-stop"));
    }
  }

  @Test
  void refuted() throws Exception {
    Path witnesses = folder.resolve("witnesses");
    Invocation run =
        Invocation.of("robust", model(), "--count", 4, "--eps", "0.4", "--witness", witnesses);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
    assertThat(run.out()).contains("For 0 of 4 examples it is proved");
    try (Stream<Path> files = Files.list(witnesses)) {
      List<Path> written = files.toList();
      assertThat(written).isNotEmpty();
      assertThat(TensorFile.read(written.get(0)).tensor().size()).isEqualTo(64);
    }
  }

  @Test
  void aPageWithAPicture() throws Exception {
    Path html = folder.resolve("out.html");
    Invocation run = Invocation.of("robust", model(), "--count", 8, "--eps", "0.2", "--html", html);
    assertThat(run.exitCode()).as(run.err()).isIn(3, 4);
    assertThat(Files.readString(html))
        .contains("class=\"zero\"", "class=\"open\"", "class=\"seen\"", "seen as low as")
        .doesNotContain("NaN", "Infinity", "http")
        .endsWith("</body></html>\n");
  }

  @Test
  void samplesAndFloat32() throws Exception {
    Path json = folder.resolve("out.json");
    Invocation run =
        Invocation.of(
            "robust",
            model(),
            "--count",
            4,
            "--eps",
            "0.001",
            "--semantics",
            "float32",
            "--samples",
            1998,
            "--json",
            json);
    assertThat(run.succeeds().out())
        .contains("in float32 by ONNX Runtime too", "sampled 1,998 inputs", ": 0 exceed");
    assertThat(JsonParser.parseString(Files.readString(json)).getAsJsonObject().get("semantics"))
        .hasToString("\"float32\"");
  }

  /** A mean of 0 and a deviation of 1 change no answer. */
  @Test
  void unitsOfTheModel() throws Exception {
    Path json = folder.resolve("out.json");
    Object[] asked = {"robust", model(), "--count", 6, "--eps", "0.01", "--json", json};
    Invocation.of(asked);
    String plain = Files.readString(json);
    Object[] normalised = {
      "robust", model(), "--count", 6, "--eps", "0.01", "--json", json, "--mean", "0", "--std", "1"
    };
    Invocation.of(normalised);
    assertThat(margins(Files.readString(json))).isEqualTo(margins(plain)).isNotEmpty();
  }

  private static List<String> margins(String json) {
    List<String> margins = new ArrayList<>();
    for (JsonElement example :
        JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("examples")) {
      margins.add(String.valueOf(example.getAsJsonObject().get("margin")));
    }
    return margins;
  }

  @Test
  void methodsAndNorms() throws Exception {
    Invocation.of("robust", model(), "--count", 2, "--eps", "0.01", "--norm", "2").succeeds();
    Invocation alpha =
        Invocation.of(
            "robust",
            model(),
            "--count",
            2,
            "--eps",
            "0.001",
            "--method",
            "alpha-crown",
            "--iterations",
            3);
    assertThat(alpha.succeeds().out()).contains("alpha-crown bounds");
  }

  @Test
  void nonsense() throws Exception {
    Invocation.of("robust").failsWith(2, "USAGE");
    Invocation.of("robust", folder.resolve("no.onnx")).failsWith(2, "NOT_FOUND");
    Invocation.of("robust", model(), "--method", "soup").failsWith(2, "USAGE");
    Invocation.of("robust", model(), "--iterations", 0).failsWith(2, "USAGE");
    Invocation.of("robust", model(), "--count", 0).failsWith(2, "USAGE");
    Invocation.of("robust", model(), "--samples", -1).failsWith(2, "USAGE");
    Invocation.of("robust", model(), "--html", folder.resolve("no/such/page.html"))
        .failsWith(2, "USAGE");
    assertThat(Invocation.of("robust", Models.truncated(folder.resolve("t.onnx"))).exitCode())
        .isEqualTo(5);
  }
}
