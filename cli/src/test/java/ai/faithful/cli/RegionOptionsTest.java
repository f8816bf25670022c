package ai.faithful.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The regions that certify can be asked about, from the command line. */
class RegionOptionsTest {
  @TempDir private Path folder;
  private Path teacher = Path.of("");
  private Path student = Path.of("");

  @BeforeEach
  void models() throws Exception {
    teacher = Models.digits(folder.resolve("teacher.onnx"), 0, 0);
    student = Models.digits(folder.resolve("student.onnx"), 0.05, 1);
  }

  private Invocation certify(Object... more) {
    List<Object> all =
        new ArrayList<>(List.of("certify", "--teacher", teacher, "--student", student));
    List<Object> asked = List.of(more);
    if (!asked.contains("--box")) {
      all.addAll(List.of("--count", 3));
    }
    all.addAll(asked);
    return Invocation.of(all.toArray());
  }

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("numbers.csv"), text);
  }

  private JsonObject json(Object... more) throws Exception {
    Path out = folder.resolve("out.json");
    Stream<Object> all = Stream.concat(Stream.of(more), Stream.of("--json", out, "--samples", 300));
    certify(all.toArray()).succeeds();
    return JsonParser.parseString(Files.readString(out)).getAsJsonObject();
  }

  private static double meanUpper(JsonObject json) {
    return json.getAsJsonObject("summary").get("meanUpper").getAsDouble();
  }

  /** The ball of the 1-norm is in that of the 2-norm, which is in the cube. */
  @Test
  void norms() throws Exception {
    JsonObject inf = json("--eps", "0.05");
    JsonObject two = json("--eps", "0.05", "--norm", "2");
    JsonObject one = json("--eps", "0.05", "--norm", "1");
    assertThat(one.get("norm").getAsString()).isEqualTo("1");
    assertThat(two.get("norm").getAsString()).isEqualTo("2");
    assertThat(inf.get("norm").getAsString()).isEqualTo("inf");
    assertThat(two.getAsJsonArray("domain").get(1).getAsDouble()).isEqualTo(1);
    assertThat(meanUpper(one)).isLessThan(meanUpper(two));
    assertThat(meanUpper(two)).isLessThan(meanUpper(inf) / 2);
  }

  @Test
  void wordsSayTheRegion() {
    assertThat(certify("--norm", "2", "--eps", "1/8").succeeds().out())
        .contains("within Euclidean distance 1/8 of one of these");
    assertThat(certify("--map", "brightness:-0.1,0.1").succeeds().out())
        .contains("becomes when its brightness changes by -0.1 to 0.1");
  }

  @Test
  void fractions() throws Exception {
    assertThat(json("--eps", "8/255").get("epsilon").getAsDouble()).isEqualTo(8.0 / 255);
  }

  @Test
  void radiusOfEachElement() throws Exception {
    JsonObject all = json("--eps-file", file("0.01\n".repeat(64)));
    JsonObject half = json("--eps-file", file("0.01\n".repeat(32) + "0, ".repeat(31) + "0\n"));
    assertThat(all.get("epsilon").isJsonNull()).isTrue();
    assertThat(meanUpper(all)).isEqualTo(meanUpper(json("--eps", "0.01")));
    assertThat(meanUpper(half)).isLessThan(meanUpper(all));
  }

  @Test
  void box() throws Exception {
    JsonObject json = json("--box", file("# lower, upper\n" + "0.25,0.3\n".repeat(64)));
    assertThat(json.get("norm").getAsString()).isEqualTo("box");
    assertThat(json.getAsJsonArray("examples")).hasSize(1);
    assertThat(json.get("data").getAsString()).isEqualTo("the box");
    Path file = folder.resolve("numbers.csv");
    for (String other : List.of("--count 1", "--split train", "--data digits")) {
      String[] words = other.split(" ", 2);
      assertThat(certify("--box", file, words[0], words[1]).failsWith(2, "USAGE").err())
          .contains("--box asks about one region", "leave out " + words[0]);
    }
  }

  @Test
  void maps() throws Exception {
    JsonObject map = json("--map", "brightness:-0.02,0.02", "--map", "contrast:0.9,1.1");
    assertThat(map.get("norm").getAsString()).isEqualTo("map");
    assertThat(map.get("domain").isJsonNull()).isTrue();
    json("--map", file("-0.1,0.1" + ",1".repeat(64) + "\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--norm 3",
        "--eps -1",
        "--eps 1/0",
        "--domain 1,0",
        "--domain 0",
        "--map sepia",
        "--map brightness:1",
        "--map brightness:0.2,0.1",
        "--map brightness:0,0.1 --domain 0,1",
        "--map brightness:0,0.1 --eps 1",
        "--map contrast:1.1,1.2"
      })
  void nonsense(String options) {
    Invocation run = certify((Object[]) options.split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1);
  }

  /** Numbers that exhaust the machine, or that no float32 input comes near. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--map contrast:0,1e99999999",
        "--map contrast:0.5,1e-99999999",
        "--map brightness:-1e39,1e39",
        "--domain 0,1e99999999",
        "--domain -1e39,1e39",
        "--mean 1e-99999999",
        "--mean 1e39",
        "--std 1e-99999999",
        "--delta 1e-99999999",
        "--eps 1e-99999999"
      })
  void absurdNumbers(String options) {
    String err = certify((Object[]) options.split(" ")).failsWith(2, "USAGE").err();
    assertThat(err).hasSizeLessThan(250).containsPattern("digits|3.4e38");
  }

  @Test
  void whatAMapIsToHold() {
    assertThat(certify("--map", "contrast:0,0").failsWith(2, "USAGE").err())
        .contains("--map 'contrast:0,0'", "LO <= 1 <= HI", "contrast:0.9,1.1", "leaves out 1");
    assertThat(certify("--map", "brightness:1,2").failsWith(2, "USAGE").err())
        .contains("--map 'brightness:1,2'", "LO <= 0 <= HI");
  }

  @Test
  void numbersInFilesThatAreNoInputs() throws Exception {
    for (String number : List.of("1e39", "1e999", "1e99999999")) {
      String line = "0," + number + "\n";
      assertThat(certify("--box", file(line.repeat(64))).failsWith(2, "USAGE").err())
          .contains("numbers.csv, line 1: '" + number + "'");
      assertThat(
              certify("--map", file("0,1," + number + ",1".repeat(63))).failsWith(2, "USAGE").err())
          .contains("numbers.csv, line 1: '" + number + "'");
    }
    assertThat(certify("--map", file("0,1e38" + ",1e30".repeat(64))).failsWith(2, "SETTING").err())
        .contains("the region of example 0 reaches", "beyond float32");
    // Where the model itself overflows, nobody is asked to report it.
    assertThat(
            certify("--box", file("0,3e38\n".repeat(64))).failsWith(5, "RUNTIME_DISAGREES").err())
        .contains("overflows", "ask about smaller inputs")
        .doesNotContain("please report");
  }

  @Test
  void filesThatDoNotFit() throws Exception {
    assertThat(certify("--eps-file", file("0.1\n")).failsWith(2, "SETTING").err())
        .contains("1 radii", "64 elements");
    assertThat(certify("--eps-file", file("0.1\nNaN\n")).failsWith(2, "USAGE").err())
        .contains("NaN");
    certify("--eps-file", file("")).failsWith(2, "USAGE");
    assertThat(certify("--eps-file", file("-1\n".repeat(64))).failsWith(2, "USAGE").err())
        .contains("negative");
    certify("--eps-file", file("1\n"), "--norm", "2").failsWith(2, "USAGE");
    certify("--eps-file", folder.resolve("no")).failsWith(2, "NOT_FOUND");
    assertThat(certify("--box", file("0,1\n")).failsWith(2, "USAGE").err()).contains("64 elements");
    assertThat(certify("--box", file("0,1\n0,1,2\n")).failsWith(2, "USAGE").err())
        .contains("line 2", "LO,HI");
    assertThat(certify("--box", file("1,0\n")).failsWith(2, "USAGE").err()).contains("empty");
    assertThat(certify("--box", file("0,x\n")).failsWith(2, "USAGE").err()).contains("'x'");
    assertThat(certify("--map", file("0,1,2\n")).failsWith(2, "SETTING").err())
        .contains("1 elements");
    assertThat(certify("--domain", "0.5,1").failsWith(2, "SETTING").err())
        .contains("outside the domain");
  }

  @Test
  void whatIsNoMapIsToldWhatOneIs() {
    assertThat(certify("--map", "brightness").failsWith(2, "NOT_FOUND").err())
        .contains("brightness:LO,HI", "contrast:LO,HI");
  }

  @Test
  void devicesThatAreNotThere() {
    assertThat(certify("--device", "gpu:999").failsWith(2, "DEVICE").err()).contains("gpu:999");
  }
}
