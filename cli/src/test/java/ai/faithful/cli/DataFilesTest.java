package ai.faithful.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.onnx.OnnxReader;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.data.Datasets;
import ai.faithful.training.data.Split;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training and measuring on files of any origin, and on normalised inputs. */
class DataFilesTest {
  private static final int COUNT = 96;

  @TempDir private Path folder;

  /** Digits as a table, label first, each element times a factor. */
  private Path table(String name, Split split, int count, double factor) throws Exception {
    Dataset data = Datasets.load("digits", Optional.empty(), split).first(count);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < data.size(); i++) {
      StringBuilder line = new StringBuilder().append(data.labels()[i]);
      for (float pixel : data.images()[i]) {
        line.append(',').append(factor * pixel);
      }
      lines.add(line.toString());
    }
    return Files.write(folder.resolve(name), lines);
  }

  private static Invocation run(Object command, Path out, Object... more) {
    List<Object> all = new ArrayList<>(List.of(command, "--out", out));
    all.addAll(List.of("--limit", COUNT, "--epochs", 2, "--arch", "mlp:8", "--attack-steps", 2));
    all.addAll(List.of(more));
    return Invocation.of(all.toArray());
  }

  private static Map<String, Constant> weights(Path model) throws Exception {
    return OnnxReader.read(model).graph().constants();
  }

  private static JsonObject json(Path file) throws Exception {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  private static double accuracy(Path card) throws Exception {
    return json(card).getAsJsonObject("metrics").get("accuracy").getAsDouble();
  }

  /** The same numbers from a table, in other units, train the same networks as the named set. */
  @Test
  void aTableTrainsWhatTheNamedSetDoes() throws Exception {
    Path train = table("train.csv", Split.TRAIN, COUNT, 16);
    Path test = table("test.csv", Split.TEST, 500, 16);
    Object[] files = {"--data", train, "--test-data", test, "--scale", "1/16"};
    Path named = folder.resolve("named.onnx");
    Path read = folder.resolve("read.onnx");
    run("train", named).succeeds();
    run("train", read, files).succeeds();
    assertThat(weights(read)).isEqualTo(weights(named));
    assertThat(accuracy(folder.resolve("read.json")))
        .isEqualTo(accuracy(folder.resolve("named.json")));
    assertThat(json(folder.resolve("read.json")).get("data").getAsString())
        .contains("train.csv", "0.0625");

    Path student = folder.resolve("student.onnx");
    Path other = folder.resolve("other.onnx");
    run("distill", student, "--teacher", named).succeeds();
    List<Object> distill = new ArrayList<>(List.of(files));
    distill.addAll(List.of("--teacher", named));
    run("distill", other, distill.toArray()).succeeds();
    assertThat(weights(other)).isEqualTo(weights(student));

    Path json = folder.resolve("e.json");
    Object[] evaluate = {"evaluate", "--teacher", named, "--student", student, "--json", json};
    assertThat(
            Invocation.of(
                    with(
                        evaluate,
                        "--data",
                        test,
                        "--scale",
                        "1/16",
                        "--count",
                        200,
                        "--eps",
                        "1/50",
                        "--certify",
                        2))
                .succeeds()
                .out())
        .contains("test.csv");
    JsonObject ofFile = json(json);
    Invocation.of(with(evaluate, "--count", 200, "--eps", "0.02", "--certify", 2)).succeeds();
    assertThat(json(json).get("views")).isEqualTo(ofFile.get("views"));
  }

  private static Object[] with(Object[] first, Object... more) {
    List<Object> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all.toArray();
  }

  /** A network of normalised pixels: every command has to be told, and then agrees. */
  @Test
  void normalisedInputs() throws Exception {
    Path teacher = folder.resolve("teacher.onnx");
    Path student = folder.resolve("student.onnx");
    Object[] units = {"--mean", "0.3", "--std", "0.25"};
    Invocation.of(
            with(
                with(new Object[] {"train", "--out", teacher}, units),
                "--method",
                "mtl-ibp",
                "--eps",
                "0.01",
                "--epochs",
                8,
                "--arch",
                "mlp:16",
                "--augment",
                "crop1"))
        .succeeds();
    run("distill", student, with(units, "--teacher", teacher, "--eps", "0.01")).succeeds();
    Path json = folder.resolve("e.json");
    Object[] evaluate = {"evaluate", "--teacher", teacher, "--student", student, "--json", json};
    Invocation.of(with(with(evaluate, units), "--eps", "0.01", "--certify", 3)).succeeds();
    double measured =
        json(json)
            .getAsJsonObject("views")
            .getAsJsonObject("clean")
            .getAsJsonObject("teacher")
            .get("accuracy")
            .getAsDouble();
    assertThat(measured).isCloseTo(accuracy(folder.resolve("teacher.json")), within(1e-12));
    Path robust = folder.resolve("r.json");
    Invocation run =
        Invocation.of(
            with(
                with(new Object[] {"robust", teacher, "--count", 360, "--json", robust}, units),
                "--eps",
                "0.01"));
    assertThat(run.exitCode()).as(run.err()).isIn(0, 3, 4);
    JsonObject summary = json(robust).getAsJsonObject("summary");
    assertThat(summary.get("cleanAccuracy").getAsDouble()).isCloseTo(measured, within(1e-12));
    double attacked =
        json(folder.resolve("teacher.json"))
            .getAsJsonObject("metrics")
            .get("pgdAccuracy")
            .getAsDouble();
    // The attack keeps to the region that is certified.
    assertThat(summary.get("certifiedAccuracy").getAsDouble()).isBetween(0.5, attacked);
  }

  @Test
  void mistakesAreNamed() throws Exception {
    Path train = table("train.csv", Split.TRAIN, COUNT, 16);
    Path test = table("test.csv", Split.TEST, 50, 16);
    Path out = folder.resolve("t.onnx");
    assertThat(run("train", out, "--data", train).failsWith(2, "USAGE").err())
        .contains("--test-data");
    Object[] files = {"--data", train, "--test-data", test};
    assertThat(run("train", out, files).failsWith(2, "WRONG_CONTENT").err())
        .contains("train.csv", "outside of 0.0 to 1.0", "--scale", "--domain");
    run("train", out, with(files, "--domain", "1,0")).failsWith(2, "USAGE");
    run("train", out, with(files, "--domain", "0,16")).succeeds();
    Object[] scaled = with(files, "--scale", "1/16");
    assertThat(run("train", out, with(scaled, "--augment", "flip")).failsWith(2, "ARCHITECTURE"))
        .extracting(Invocation::err)
        .asString()
        .contains("augmentation flip", "train.csv");
    Path narrow = Files.writeString(folder.resolve("narrow.csv"), "1,0.5\n0,0.25\n");
    assertThat(
            run("train", out, "--data", train, "--scale", "1/16", "--test-data", narrow)
                .failsWith(2, "WRONG_CONTENT")
                .err())
        .contains("narrow.csv", "[64]");
    run("train", out, with(scaled, "--mean", "1,2")).failsWith(2, "WRONG_CONTENT");
    assertThat(Invocation.of("certify", "--data", test, "--split", "train").failsWith(2, "USAGE"))
        .extracting(Invocation::err)
        .asString()
        .contains("--split");
  }

  /** Other samples under the same name do not go on from an earlier run's checkpoints. */
  @Test
  void checkpointsKnowTheirSamples() throws Exception {
    Path test = table("test.csv", Split.TEST, 50, 1);
    Path train = table("train.csv", Split.TRAIN, COUNT, 1);
    Path out = folder.resolve("t.onnx");
    Object[] resumed = {
      "--data", train, "--test-data", test, "--checkpoint", folder.resolve("c"), "--resume"
    };
    run("train", out, resumed).succeeds();
    run("train", out, resumed).succeeds();
    table("train.csv", Split.TRAIN, COUNT, 0.5);
    run("train", out, resumed).failsWith(2, "CHECKPOINT_MISMATCH");
  }

  /** Nothing that was certified must not read as certified. */
  @Test
  void examplesThatAreAllWrongCertifyNothing() throws Exception {
    Dataset data = Datasets.load("digits", Optional.empty(), Split.TEST).first(3);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < data.size(); i++) {
      String pixels = Arrays.toString(data.images()[i]).replaceAll("[\\[\\] ]", "");
      lines.add((data.labels()[i] + 1) % 10 + "," + pixels);
    }
    Path wrong = Files.write(folder.resolve("wrong.csv"), lines);
    Path model = Models.digits(folder.resolve("digits.onnx"), 0, 1);
    Object[] pair = {"certify", "--teacher", model, "--student", model, "--data", wrong};
    for (Object[] command :
        new Object[][] {with(pair, "--delta", 0.5), {"robust", model, "--data", wrong}}) {
      Invocation run = Invocation.of(command);
      assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.UNKNOWN);
      assertThat(run.out()).contains("3 excluded");
    }
  }

  @Test
  void pixelsThatWereNotScaledAreNamed() throws Exception {
    Path model = Models.digits(folder.resolve("digits.onnx"), 0, 1);
    Path table = table("bytes.csv", Split.TEST, 2, 255);
    assertThat(Invocation.of("robust", model, "--data", table).failsWith(2, "SETTING").err())
        .contains("outside the domain", "--scale", "--domain");
    assertThat(
            Invocation.of("robust", model, "--data", table, "--label-column", "last", "--count", 2)
                .exitCode())
        .isIn(ExitCode.USAGE);
  }

  private static void order(int... read) {
    GraphBuilder builder = new GraphBuilder("g");
    String x = builder.input("x", Shape.of(read));
    Graph graph = builder.build(builder.add("y", new Op.Relu(), x));
    AxisOrder.check("photos", Shape.of(8, 8, 3), "m.onnx", graph);
  }

  @Test
  void axesInAnotherOrderAreRefused() {
    order(1, 8, 8, 3);
    order(8, 8, 3);
    order(1, 192);
    order(1, 8, 24);
    assertThatThrownBy(() -> order(1, 3, 8, 8))
        .hasMessageContaining("samples of photos are 8x8x3, m.onnx reads 3x8x8")
        .hasMessageContaining("--layout nhwc");
  }
}
