package ai.faithful.verify.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import ai.faithful.verify.bound.BoundSettings;
import ai.faithful.verify.bound.Method;
import ai.faithful.verify.rule.Precision;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Confidence differences by every method, and samples held against them. */
class MethodsTest {
  @Test
  void tighterMethodsAreNoLooserAndNoSampleExceedsThem() throws Exception {
    ModelPair pair =
        ModelPair.of(
            Networks.mlp("teacher", 4, 1, 12, 20, 16, 4),
            Networks.mlp("student", 5, 1, 12, 14, 10, 4));
    List<Example> examples = examples(pair, 4);
    // Forward and CROWN-IBP are not ordered: hidden bounds, or the pass for what is asked.
    Map<Method, double[]> uppers = new EnumMap<>(Method.class);
    for (Method method : Method.values()) {
      for (Precision precision : Precision.values()) {
        CertifySettings settings =
            CertifySettings.of(new BigDecimal("0.05"))
                .withEngine(
                    BoundSettings.CROWN
                        .withMethod(method)
                        .withPrecision(precision)
                        .withIterations(15)
                        .withThreads(2));
        Certificate certificate = new Certifier(pair, settings).certify(examples, (a, b) -> {});
        SoundnessSampler.Report report =
            new SoundnessSampler(pair, settings).check(certificate, 2000, 1, (a, b) -> {});
        assertThat(report.violations()).as("%s %s", method, precision).isZero();
        if (precision == Precision.FLOAT64) {
          double[] upper =
              certificate.examples().stream()
                  .filter(e -> e.bracket().isPresent())
                  .mapToDouble(e -> e.bracket().get().upper())
                  .toArray();
          assertThat(upper).isNotEmpty();
          uppers.put(method, upper);
          for (Method looser : Method.values()) {
            boolean ordered =
                method != looser && !(method == Method.CROWN_IBP && looser == Method.FORWARD);
            for (int i = 0; ordered && uppers.containsKey(looser) && i < upper.length; i++) {
              assertThat(upper[i])
                  .as("%s, %s", method, looser)
                  .isLessThanOrEqualTo(
                      uppers.get(looser)[i] + (looser == Method.FORWARD ? 1e-9 : 0));
            }
          }
        }
      }
    }
  }

  private static List<Example> examples(ModelPair pair, int count) {
    Random random = new Random(6);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] x = new float[pair.inputSize()];
      for (int k = 0; k < x.length; k++) {
        x[k] = random.nextFloat();
      }
      for (int label = 0; label < pair.classes(); label++) {
        // One of them is the teacher's class: the others are excluded.
        examples.add(new Example(i, x, label));
      }
    }
    return examples;
  }
}
