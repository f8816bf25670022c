package ai.faithful.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproduceTest {
  private static final String TEXT =
      """
      version: 1
      name: tiny
      data: {name: digits, limit: 64}
      seeds: [1, 2]
      teacher: {arch: 'mlp:8', method: standard, epochs: 1}
      student: {arch: 'mlp:4', eps: 0.02, epochs: 1}
      students: {kd: {}, faithful: {}}
      evaluate: {eps: [0.02], attack-steps: 2, images: 20, certify: 2}
      profiles: {smoke: {}}
      """;

  @TempDir private Path folder;

  @Test
  void aTableInEveryFormat() throws Exception {
    Path file = Files.writeString(folder.resolve("tiny.yaml"), TEXT);
    Path out = folder.resolve("out");
    Invocation run =
        Invocation.of("reproduce", file, "--profile", "smoke", "--out", out).succeeds();
    assertThat(run.out()).contains("mean upper", "faithful", "±", "results.md");
    assertThat(out.resolve("seed-2/student-kd.onnx")).isRegularFile();
    assertThat(Files.readString(out.resolve("results.md"))).contains("| 0.02 | kd |");
    assertThat(Files.readString(out.resolve("results.html"))).contains("<polyline");
    assertThat(Files.readAllLines(out.resolve("results.csv"))).hasSize(1 + 2 * 13);
    assertThat(
            Invocation.of("reproduce", file, "--profile", "smoke", "--out", out).succeeds().err())
        .contains("done before")
        .doesNotContain("making");
  }

  @Test
  void mistakesAreNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("tiny.yaml"), TEXT);
    Path out = folder.resolve("out");
    Invocation.of("reproduce", "nothing", "--out", out).failsWith(2, "NOT_FOUND");
    Invocation.of("reproduce", file, "--profile", "huge", "--out", out).failsWith(2, "EXPERIMENT");
    Invocation.of("reproduce", file).failsWith(2, "USAGE");
    Invocation.of("reproduce", file, "--profile", "smoke", "--out", file).failsWith(2, "USAGE");
  }

  @Test
  void anUnknownExperimentIsToldWhichThereAre() {
    assertThat(Invocation.of("reproduce", "nope", "--out", "x").failsWith(2, "NOT_FOUND").err())
        .contains("nope.yaml; shipped are ");
  }
}
