package ai.faithful.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.faithful.ir.eval.Evaluator;
import ai.faithful.onnx.OnnxReader;
import ai.faithful.training.data.Dataset;
import ai.faithful.training.data.Datasets;
import ai.faithful.training.data.Split;
import ai.faithful.verify.attack.AttackSettings;
import ai.faithful.verify.bound.BoundSettings;
import ai.faithful.verify.bound.Method;
import ai.faithful.verify.certificate.Certificate;
import ai.faithful.verify.certificate.Certifier;
import ai.faithful.verify.certificate.CertifySettings;
import ai.faithful.verify.certificate.Example;
import ai.faithful.verify.certificate.ModelPair;
import ai.faithful.verify.certificate.Progress;
import ai.faithful.verify.certificate.SoundnessSampler;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The order of tightness on shipped pairs, and samples held against the certificates. Images are
 * the embedded digits, enlarged where the networks read larger ones, each with the teacher's class
 * as its label.
 */
class ShippedPairsTest {
  /** Each method, and those that it has to be no looser than. */
  private static final Map<Method, List<Method>> LOOSER =
      new EnumMap<>(
          Map.of(
              Method.IBP, List.of(),
              Method.FORWARD, List.of(Method.IBP),
              Method.CROWN_IBP, List.of(Method.IBP),
              Method.CROWN, List.of(Method.IBP, Method.FORWARD, Method.CROWN_IBP),
              Method.ALPHA_CROWN, List.of(Method.IBP, Method.FORWARD, Method.CROWN)));

  @ParameterizedTest
  @CsvSource({
    "digits/mlp, kd, 0.02, 6",
    "digits/mlp, faithful, 0.05, 6",
    "mnist/mlp, kd, 0.02, 1",
    "mnist/mlp, faithful, 0.02, 1",
    "mnist/cnn, kd, 0.02, 1",
    "mnist/cnn, faithful, 0.02, 1",
    "fashion-mnist/mlp, ard, 0.02, 1",
    "fashion-mnist/mlp, faithful, 0.02, 1"
  })
  void tighterMethodsAreNoLooser(String family, String student, String eps, int count)
      throws Exception {
    check(family, student, eps, 0, count, 300);
  }

  /** Here tighter hidden bounds alone would make the bracket wider, by 0.003 of 0.437. */
  @Test
  void whereTighterHiddenBoundsTurnALineTheWrongWay() throws Exception {
    check("digits/mlp", "faithful", "0.05", 47, 1, 300);
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource({
    "digits/mlp, kd, 0.02, 60",
    "digits/mlp, kd, 0.1, 60",
    "digits/mlp, faithful, 0.05, 60",
    "mnist/mlp, kd, 0.01, 12",
    "mnist/mlp, faithful, 0.05, 12",
    "mnist/cnn, kd, 0.02, 12",
    "mnist/cnn, faithful, 0.05, 12"
  })
  void onManyImages(String family, String student, String eps, int count) throws Exception {
    check(family, student, eps, 0, count, 20_000);
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("all")
  void everyPair(String family, String student) throws Exception {
    check(family, student, family.startsWith("cifar10") ? "0.0078" : "0.02", 0, 1, 300);
  }

  /** Family and student of each pair that is shipped. */
  static List<Arguments> all() throws IOException {
    Path models = Path.of("..", "models");
    try (Stream<Path> files = Files.walk(models)) {
      return files
          .map(models::relativize)
          .filter(file -> file.getFileName().toString().matches("student-.*\\.onnx"))
          .sorted()
          .map(
              file ->
                  Arguments.of(
                      String.valueOf(file.getParent()).replace('\\', '/'),
                      file.getFileName().toString().replaceAll("student-(.*)\\.onnx", "$1")))
          .toList();
    }
  }

  private static void check(
      String family, String student, String eps, int first, int count, int samples)
      throws Exception {
    Path folder = Path.of("..", "models").resolve(family);
    assumeTrue(Files.isDirectory(folder), "no folder models/" + family);
    ModelPair pair =
        ModelPair.of(
            OnnxReader.read(folder.resolve("teacher.onnx")),
            OnnxReader.read(folder.resolve("student-" + student + ".onnx")));
    List<Example> examples = examples(pair, first, count);
    Map<Method, double[]> uppers = new EnumMap<>(Method.class);
    for (Method method : Method.values()) {
      CertifySettings settings =
          CertifySettings.of(new BigDecimal(eps))
              .withAttack(AttackSettings.OFF)
              .withEngine(BoundSettings.CROWN.withMethod(method).withIterations(8));
      Certificate certificate = new Certifier(pair, settings).certify(examples, Progress.SILENT);
      uppers.put(
          method,
          certificate.examples().stream()
              .mapToDouble(e -> e.bracket().orElseThrow().upper())
              .toArray());
      SoundnessSampler.Report report =
          new SoundnessSampler(pair, settings).check(certificate, samples, 3, Progress.SILENT);
      assertThat(report.violations()).as("%s: %s", method, report.worst()).isZero();
    }
    LOOSER.forEach(
        (method, all) -> {
          double[] tight = Objects.requireNonNull(uppers.get(method));
          for (Method looser : all) {
            double[] loose = Objects.requireNonNull(uppers.get(looser));
            if (tight.length > 1) {
              assertThat(mean(tight)).as("%s, %s", method, looser).isLessThan(mean(loose));
            }
            for (int i = 0; i < tight.length; i++) {
              // Forward bounds are no part of what CROWN intersects.
              double room = looser == Method.FORWARD ? 0.02 * loose[i] : 0;
              assertThat(tight[i])
                  .as("%s, %s, image %d", method, looser, i)
                  .isLessThanOrEqualTo(loose[i] + room);
            }
          }
        });
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static List<Example> examples(ModelPair pair, int first, int count) throws Exception {
    Dataset digits = Datasets.load("digits", Optional.empty(), Split.TEST);
    Evaluator teacher = new Evaluator(pair.teacher().logits());
    List<Example> examples = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      float[] image = digits.images()[i];
      float[] x = image.length == pair.inputSize() ? image : enlarged(image, pair.inputSize());
      double[] wide = new double[x.length];
      for (int k = 0; k < x.length; k++) {
        wide[k] = x[k];
      }
      double[] logits = teacher.run(wide);
      int label = 0;
      for (int j = 1; j < logits.length; j++) {
        label = logits[j] > logits[label] ? j : label;
      }
      examples.add(new Example(i, x, label));
    }
    return examples;
  }

  /** 8x8 as 24x24, three pixels for each, within a margin; the same in each of three channels. */
  private static float[] enlarged(float[] image, int size) {
    int channels = size % 3 == 0 ? 3 : 1;
    int side = (int) Math.sqrt((double) size / channels);
    int margin = (side - 24) / 2;
    float[] x = new float[size];
    for (int channel = 0; channel < channels; channel++) {
      for (int row = 0; row < 24; row++) {
        for (int column = 0; column < 24; column++) {
          int at = (channel * side + row + margin) * side + column + margin;
          x[at] = image[row / 3 * 8 + column / 3];
        }
      }
    }
    return x;
  }
}
