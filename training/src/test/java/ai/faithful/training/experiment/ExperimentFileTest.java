package ai.faithful.training.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.training.TrainingException;
import ai.faithful.training.TrainingException.Code;
import ai.faithful.training.distill.Certified;
import ai.faithful.training.distill.DistillMethod;
import ai.faithful.training.loop.Ramp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExperimentFileTest {
  private static final String TEXT =
      """
      version: 1
      name: small
      data: {name: digits, limit: 200}
      teacher: {arch: 'mlp:8', method: pgd-at, eps: 0.05, epochs: 3, ramp: [0.1, 0.4]}
      student: {arch: 'mlp:4', eps: 0.02, epochs: 2}
      students:
        kd: {}
        other: {method: faithful, certified: ibp, epochs: 7}
      evaluate: {eps: [0.02, 0.1]}
      profiles:
        plain: {}
        quick:
          data: {limit: 50}
          student: {epochs: 1}
      """;

  @Test
  void readsADescription() throws Exception {
    Experiment experiment = ExperimentFile.parse(TEXT, "plain");
    assertThat(experiment.limit()).hasValue(200);
    assertThat(experiment.seeds()).containsExactly(1L);
    assertThat(experiment.teacher().schedule().ramp()).isEqualTo(new Ramp(0.1, 0.4));
    assertThat(experiment.students())
        .extracting(Experiment.Student::name)
        .containsExactly("kd", "other");
    Experiment.Student other = experiment.students().get(1);
    assertThat(other.recipe().method()).isEqualTo(DistillMethod.FAITHFUL);
    assertThat(other.recipe().certified()).isEqualTo(Certified.IBP);
    assertThat(other.recipe().epsilon()).isEqualTo(0.02);
    assertThat(other.schedule().epochs()).isEqualTo(7);
    assertThat(experiment.measurement().epsilons()).containsExactly("0.02", "0.1");
    assertThat(experiment.measurement().on()).isEqualTo(MeasuredOn.TEST);
  }

  @Test
  void heldOutImagesAreMeasuredOnOnlyIfThereAreAny() throws Exception {
    String apart = TEXT.replace("evaluate: {", "evaluate: {on: held-out, ");
    assertThatThrownBy(() -> ExperimentFile.parse(apart, "plain"))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("hold-out");
    String held = apart.replace("limit: 200", "limit: 200, hold-out: 100");
    assertThat(ExperimentFile.parse(held, "plain").measurement().on())
        .isEqualTo(MeasuredOn.HELD_OUT);
    assertThatThrownBy(() -> ExperimentFile.parse(held.replace("on: held-out", "on: all"), "plain"))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("known are test, held-out");
  }

  @Test
  void aProfileChangesWhatItNames() throws Exception {
    Experiment quick = ExperimentFile.parse(TEXT, "quick");
    assertThat(quick.limit()).hasValue(50);
    assertThat(quick.students().get(0).schedule().epochs()).isEqualTo(1);
    assertThat(quick.students().get(1).schedule().epochs()).isEqualTo(7);
    assertThat(quick.teacher()).isEqualTo(ExperimentFile.parse(TEXT, "plain").teacher());
  }

  @Test
  void mistakesAreNamedWithTheirPlace() {
    refused(TEXT, "huge", "'huge'", "[plain, quick]");
    refused(TEXT.replace("epochs: 7", "epoch: 7"), "plain", "'students.other'", "[epoch]");
    refused(TEXT.replace("epochs: 7", "epochs: many"), "plain", "'students.other.epochs'");
    refused(TEXT.replace("kd: {}", "akd2: {}"), "plain", "standard-teacher");
    refused(TEXT.replace("method: pgd-at", "method: soup"), "plain", "'soup'");
    refused(TEXT.replace("version: 1", "version: 2"), "plain", "'version'");
    refused(TEXT.replace("[0.02, 0.1]", "[0.02, 10]"), "plain", "evaluate.eps");
    refused(TEXT.replace("epochs: 7", "patience: 7"), "plain", "hold-out");
    refused("a: [", "plain", "no YAML");
    refused("[]", "plain", "no mapping");
  }

  @Test
  void everyShippedExperimentCanBeRead() throws Exception {
    Path folder = Path.of(System.getProperty("faithful.home", "..")).resolve("models/experiments");
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).isNotEmpty();
      for (Path file : all) {
        for (String profile : List.of("smoke", "cpu", "gpu")) {
          Experiment experiment = ExperimentFile.parse(read(file), profile);
          assertThat(file).hasFileName(experiment.name() + ".yaml");
        }
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void refused(String text, String profile, String... parts) {
    assertThatThrownBy(() -> ExperimentFile.parse(text, profile))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(Code.EXPERIMENT))
        .hasMessageContainingAll(parts);
  }
}
