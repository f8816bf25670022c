package ai.faithful.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What certify can be asked, from the command line. */
class PropertyOptionsTest {
  @TempDir private Path folder;
  private Path teacher = Path.of("");
  private Path student = Path.of("");

  @BeforeEach
  void models() throws Exception {
    teacher = Models.digits(folder.resolve("teacher.onnx"), 0, 0);
    student = Models.digits(folder.resolve("student.onnx"), 0.05, 1);
  }

  private Invocation certify(String options) {
    Stream<Object> pair =
        Stream.of(
            "certify", "--teacher", teacher, "--student", student, "--count", 2, "--eps", "0.01");
    return Invocation.of(Stream.concat(pair, Stream.of(options.split(" "))).toArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--property every-class|confidences in any class",
        "--class 3|confidences in class 3",
        "--property tv|the total variation between",
        "--property kl|Kullback-Leibler divergence",
        "--property equivalence|logits of any class",
        "--property agreement|give the same class",
        "--property agreement --variant teacher-correct|where the teacher gives the label",
        "--property agreement --variant confident --tau 0.9|confidence of at least 0.9"
      })
  void everyFormSaysWhichItWas(String options, String words) throws Exception {
    Path json = folder.resolve("out.json");
    Path html = folder.resolve("out.html");
    Invocation run = certify(options + " --samples 200 --json " + json + " --html " + html);
    assertThat(run.exitCode()).as(run.err()).isIn(0, 3, 4);
    assertThat(run.out()).contains(words).contains("0 exceed a certified bound");
    assertThat(Files.readString(html)).contains(words);
    JsonObject object = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    assertThat(object.get("statement").getAsString()).contains(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--property soup",
        "--class 10",
        "--class 1 --property tv",
        "--variant confident",
        "--property agreement --variant soup",
        "--property agreement --tau 0.7",
        "--property agreement --variant confident --tau 1",
        "--property agreement --variant confident --tau NaN",
        "--property agreement --delta 0.1",
        "--property tv --delta 1.5",
        "--property kl --delta -1",
        "--property kl --delta soup"
      })
  void nonsense(String options) {
    Invocation run = certify(options);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1);
  }

  @Test
  void deltasBeyondOne() {
    certify("--property equivalence --delta 1e6").succeeds();
    certify("--property kl --delta 1000").succeeds();
    assertThat(certify("--property equivalence --delta 0").exitCode()).isEqualTo(3);
  }
}
