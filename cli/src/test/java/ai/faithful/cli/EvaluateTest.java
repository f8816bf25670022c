package ai.faithful.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateTest {
  private static final Path SHIPPED =
      Path.of(System.getProperty("faithful.home", ".."), "models/digits/mlp");
  private static final Path TEACHER = SHIPPED.resolve("teacher.onnx");
  private static final Path STUDENT = SHIPPED.resolve("student-kd.onnx");

  @TempDir private Path folder;

  @Test
  void theShippedPairInEveryFormat() throws Exception {
    Path json = folder.resolve("e.json");
    Path csv = folder.resolve("e.csv");
    Path html = folder.resolve("e.html");
    Invocation run =
        Invocation.of(
                "evaluate",
                "--teacher",
                TEACHER,
                "--student",
                STUDENT,
                "--count",
                100,
                "--attack-steps",
                5,
                "--certify",
                4,
                "--json",
                json,
                "--csv",
                csv,
                "--html",
                html)
            .succeeds();
    assertThat(run.out()).contains("imitation", "ECE", "certified on the first 4");
    JsonObject root = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    JsonObject views = root.getAsJsonObject("views");
    double clean = views.getAsJsonObject("clean").get("meanGap").getAsDouble();
    double attacked = views.getAsJsonObject("imitation").get("meanGap").getAsDouble();
    assertThat(attacked).isGreaterThan(clean);
    assertThat(root.getAsJsonObject("certified").get("count").getAsInt()).isEqualTo(4);
    assertThat(Files.readAllLines(csv)).hasSize(7);
    assertThat(Files.readString(html)).contains("<svg", "circle class=\"student\"");
  }

  @Test
  void aNetworkAgreesWithItself() throws Exception {
    Path json = folder.resolve("e.json");
    Invocation.of(
            "evaluate",
            "--teacher",
            TEACHER,
            "--student",
            TEACHER,
            "--count",
            50,
            "--attack-steps",
            2,
            "--json",
            json)
        .succeeds();
    JsonObject view =
        JsonParser.parseString(Files.readString(json))
            .getAsJsonObject()
            .getAsJsonObject("views")
            .getAsJsonObject("imitation");
    assertThat(view.get("agreement").getAsDouble()).isEqualTo(1);
    assertThat(view.get("kl").getAsDouble()).isCloseTo(0, within(1e-6));
  }

  @Test
  void wrongUse() {
    Invocation.of("evaluate", "--teacher", TEACHER).failsWith(2, "USAGE");
    Object[] pair = {"evaluate", "--teacher", TEACHER, "--student", STUDENT};
    fails(pair, "--eps", "soup");
    fails(pair, "--device", "soup");
    fails(pair, "--count", "0");
  }

  private static void fails(Object[] pair, String option, String value) {
    Object[] all = java.util.Arrays.copyOf(pair, pair.length + 2);
    all[pair.length] = option;
    all[pair.length + 1] = value;
    Invocation.of(all).failsWith(2, "USAGE");
  }
}
