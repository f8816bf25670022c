package ai.faithful.verify.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.ir.Graph;
import ai.faithful.ir.pass.Classifier.Head;
import ai.faithful.verify.SettingException;
import ai.faithful.verify.region.Region;
import ai.faithful.verify.runtime.OnnxSession;
import ai.faithful.verify.runtime.Scores;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class Float32SemanticsTest {
  /** So small that rounding is most of what there is. */
  private static final BigDecimal EPS = new BigDecimal("1e-7");

  /** No output of ONNX Runtime exceeds what is certified of it, with no tolerance. */
  @ParameterizedTest
  @EnumSource(
      value = Head.class,
      names = {"LOGITS", "SOFTMAX", "LOG_SOFTMAX"})
  void noExecutionLeavesItsBracket(Head head) throws Exception {
    for (long seed = 0; seed < 3; seed++) {
      Graph teacher = Networks.mlp("teacher", seed, 1, 20, 40, 40, 4);
      Graph student = Networks.mlp("student", seed + 50, 1, 20, 30, 4);
      Graph t = Networks.withHead(teacher, head);
      Graph s = Networks.withHead(student, head);
      ModelPair pair = ModelPair.of(t, s);
      CertifySettings real = CertifySettings.of(EPS);
      CertifySettings settings = real.withSemantics(Semantics.FLOAT32);
      List<Example> examples = CertifierTest.examples(teacher, 6, seed);
      Certificate certificate = new Certifier(pair, settings).certify(examples, Progress.SILENT);
      Certificate ofReal = new Certifier(pair, real).certify(examples, Progress.SILENT);
      Random random = new Random(seed);
      try (OnnxSession runT = pair.teacher().open();
          OnnxSession runS = pair.student().open()) {
        for (int i = 0; i < examples.size(); i++) {
          ExampleResult result = certificate.examples().get(i);
          double over = result.over().orElseThrow().upper();
          double under = result.under().orElseThrow().upper();
          Bracket exact = ofReal.examples().get(i).bracket().orElseThrow();
          assertThat(result.bracket().orElseThrow().upper())
              .isBetween(exact.upper(), exact.upper() + 1e-4);
          Region region = settings.around().around(examples.get(i).image());
          float[][] points = new float[300][];
          for (int k = 0; k < points.length; k++) {
            points[k] = region.random(random);
          }
          double[][] ofT = runT.run(points);
          double[][] ofS = runS.run(points);
          int c = result.label();
          for (int k = 0; k < points.length; k++) {
            double gap = Scores.confidences(head, ofS[k])[c] - Scores.confidences(head, ofT[k])[c];
            assertThat(gap).as("seed " + seed).isLessThanOrEqualTo(over);
            assertThat(-gap).as("seed " + seed).isLessThanOrEqualTo(under);
          }
        }
      }
    }
  }

  @Test
  void whatTheHeadWouldNeedIsRefused() throws Exception {
    Graph graph = Networks.withHead(Networks.mlp("network", 1, 1, 6, 8, 3), Head.SOFTMAX);
    ModelPair pair = ModelPair.of(graph, graph);
    CertifySettings settings =
        CertifySettings.of(EPS).withSemantics(Semantics.FLOAT32).withProperty(Property.agreement());
    List<Example> examples = List.of(new Example(0, new float[6], 0));
    assertThatThrownBy(() -> new Certifier(pair, settings).certify(examples, Progress.SILENT))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("Softmax");
  }
}
