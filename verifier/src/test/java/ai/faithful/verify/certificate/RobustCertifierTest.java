package ai.faithful.verify.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import ai.faithful.verify.SettingException;
import ai.faithful.verify.attack.AttackSettings;
import ai.faithful.verify.bound.BoundSettings;
import ai.faithful.verify.bound.Method;
import ai.faithful.verify.region.Domain;
import ai.faithful.verify.region.Epsilon;
import ai.faithful.verify.region.Norm;
import ai.faithful.verify.region.NormBall;
import ai.faithful.verify.region.Region;
import ai.faithful.verify.runtime.OnnxSession;
import ai.faithful.verify.runtime.Scores;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RobustCertifierTest {
  private static final Domain WIDE = Domain.parse("-10,10");

  /**
   * A linear classifier of two classes: the margin falls by eps times the dual norm of the weights'
   * difference, in exact arithmetic.
   */
  @ParameterizedTest
  @EnumSource(Norm.class)
  void linearMarginsInClosedForm(Norm norm) throws Exception {
    float[] w = {1, -2, 0.5f, 3, -1.5f, 0.25f};
    GraphBuilder b = new GraphBuilder("linear");
    String x = b.input("x", Shape.of(1, 3));
    String weights = b.constant("w", Tensor.ofFloats(Shape.of(3, 2), w));
    Graph graph = b.build(b.add("y", new Op.MatMul(), x, weights));
    float[] image = {0.75f, 0.5f, 0.25f};
    BigDecimal center = BigDecimal.ZERO;
    BigDecimal largest = BigDecimal.ZERO;
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal squares = BigDecimal.ZERO;
    for (int i = 0; i < 3; i++) {
      BigDecimal d = new BigDecimal(w[2 * i]).subtract(new BigDecimal(w[2 * i + 1]));
      center = center.add(d.multiply(new BigDecimal(image[i])));
      largest = largest.max(d.abs());
      sum = sum.add(d.abs());
      squares = squares.add(d.pow(2));
    }
    int label = center.signum() > 0 ? 0 : 1;
    BigDecimal eps = new BigDecimal("0.1");
    NormBall ball = new NormBall(norm, Epsilon.of(eps), WIDE);
    RobustResult result =
        RobustCertifier.of(graph, RobustSettings.of(ball))
            .certify(List.of(new Example(0, image, label)), Progress.SILENT)
            .examples()
            .get(0);
    BigDecimal fall = center.abs().subtract(new BigDecimal(result.margin().getAsDouble()));
    double expected;
    if (norm == Norm.L2) {
      // fall >= eps |d|_2, squared to stay rational.
      assertThat(fall.pow(2)).isGreaterThanOrEqualTo(eps.pow(2).multiply(squares));
      expected = 0.1 * Math.sqrt(squares.doubleValue());
    } else {
      BigDecimal dual = norm == Norm.INF ? sum : largest;
      assertThat(fall).isGreaterThanOrEqualTo(eps.multiply(dual));
      expected = 0.1 * dual.doubleValue();
    }
    assertThat(fall.doubleValue() - expected).isLessThan(1e-13);
    assertThat(result.attained().getAsDouble())
        .isBetween(result.margin().getAsDouble(), result.margin().getAsDouble() + 1e-5);
  }

  @ParameterizedTest
  @EnumSource(Norm.class)
  void noSampleBreaksAVerdict(Norm norm) throws Exception {
    int certified = 0;
    int refuted = 0;
    for (long seed = 0; seed < 4; seed++) {
      Graph graph = Networks.mlp("model", seed, 1.5, 6, 10, 4);
      NormBall ball =
          new NormBall(
              norm,
              Epsilon.parse(norm == Norm.INF ? "0.08" : norm == Norm.L2 ? "0.16" : "0.25"),
              Domain.UNIT);
      RobustCertificate certificate =
          RobustCertifier.of(graph, RobustSettings.of(ball))
              .certify(CertifierTest.examples(graph, 5, seed), Progress.SILENT);
      Evaluator evaluator = new Evaluator(graph);
      Random random = new Random(seed);
      for (RobustResult result : certificate.examples()) {
        Region region = ball.around(result.example().image());
        int label = result.example().label();
        for (int i = 0; i < 400; i++) {
          double[] z = evaluator.run(Widened.of(region.random(random)));
          double margin = Double.POSITIVE_INFINITY;
          for (int j = 0; j < z.length; j++) {
            margin = j == label ? margin : Math.min(margin, z[label] - z[j]);
          }
          assertThat(margin).isGreaterThanOrEqualTo(result.margin().getAsDouble());
        }
        if (result.status() == Status.REFUTED) {
          float[] witness = result.witness().orElseThrow().input();
          assertThat(region.contains(witness)).isTrue();
          assertThat(Scores.argmax(evaluator.run(Widened.of(witness)))).isNotEqualTo(label);
        }
      }
      certified += certificate.count(Status.CERTIFIED);
      refuted += certificate.count(Status.REFUTED);
    }
    assertThat(certified).isPositive();
    assertThat(refuted).isPositive();
  }

  /** For each image, without tolerance. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void methodsAreOrdered(long seed) throws Exception {
    Graph graph = Networks.mlp("model", seed, 1, 6, 12, 12, 4);
    NormBall ball = new NormBall(Norm.INF, Epsilon.parse("0.03"), Domain.UNIT);
    List<Example> examples = CertifierTest.examples(graph, 12, seed);
    double[] before = new double[examples.size()];
    Arrays.fill(before, Double.NEGATIVE_INFINITY);
    for (Method method : List.of(Method.IBP, Method.CROWN_IBP, Method.CROWN, Method.ALPHA_CROWN)) {
      RobustSettings settings =
          RobustSettings.of(ball)
              .withAttack(AttackSettings.OFF)
              .withEngine(BoundSettings.CROWN.withMethod(method).withIterations(5));
      List<RobustResult> results =
          RobustCertifier.of(graph, settings).certify(examples, Progress.SILENT).examples();
      for (int i = 0; i < before.length; i++) {
        double margin = results.get(i).margin().getAsDouble();
        assertThat(margin).as("%s, image %d", method, i).isGreaterThanOrEqualTo(before[i]);
        before[i] = margin;
      }
    }
  }

  @Test
  void whatTheModelIsWrongAboutIsExcluded() throws Exception {
    Graph graph = Networks.mlp("model", 3, 1.5, 6, 12, 4);
    Example right = CertifierTest.examples(graph, 1, 1).get(0);
    Example wrong = new Example(1, right.image(), (right.label() + 1) % 4);
    NormBall ball = new NormBall(Norm.INF, Epsilon.parse("0"), Domain.UNIT);
    RobustCertificate certificate =
        RobustCertifier.of(graph, RobustSettings.of(ball))
            .certify(List.of(right, wrong), Progress.SILENT);
    assertThat(certificate.examples().get(0).status()).isEqualTo(Status.CERTIFIED);
    assertThat(certificate.examples().get(1).status()).isEqualTo(Status.EXCLUDED);
    assertThat(certificate.cleanAccuracy()).isEqualTo(0.5);
    assertThat(certificate.certifiedAccuracy()).isEqualTo(0.5);
  }

  /** What ONNX Runtime computes in float32 leads by no less than is certified of it. */
  @Test
  void float32Semantics() throws Exception {
    NormBall ball = new NormBall(Norm.INF, Epsilon.parse("1e-7"), Domain.UNIT);
    RobustSettings real = RobustSettings.of(ball);
    RobustSettings float32 = real.withSemantics(Semantics.FLOAT32);
    for (long seed = 0; seed < 3; seed++) {
      Graph graph = Networks.mlp("model", seed, 2, 6, 20, 20, 4);
      List<Example> examples = CertifierTest.examples(graph, 4, seed);
      RobustCertificate exact = RobustCertifier.of(graph, real).certify(examples, Progress.SILENT);
      RobustCertifier certifier = RobustCertifier.of(graph, float32);
      RobustCertificate executed = certifier.certify(examples, Progress.SILENT);
      Random random = new Random(seed);
      try (OnnxSession session = certifier.model().open()) {
        for (int i = 0; i < examples.size(); i++) {
          double margin = executed.examples().get(i).margin().getAsDouble();
          double ofReal = exact.examples().get(i).margin().getAsDouble();
          assertThat(margin).isLessThan(ofReal).isGreaterThan(ofReal - 1e-2);
          Region region = ball.around(examples.get(i).image());
          float[][] points = new float[300][];
          for (int k = 0; k < points.length; k++) {
            points[k] = region.random(random);
          }
          int label = examples.get(i).label();
          for (double[] z : session.run(points)) {
            for (int j = 0; j < z.length; j++) {
              // Differences of float32 numbers of this size are exact in double.
              assertThat(j == label ? margin : z[label] - z[j]).isGreaterThanOrEqualTo(margin);
            }
          }
        }
      }
      assertThatThrownBy(
              () ->
                  RobustCertifier.of(Networks.withSoftmax(graph), float32)
                      .certify(examples, Progress.SILENT))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("Softmax is not bounded for robustness");
    }
  }

  @Test
  void samplingFindsNothingWhereMarginsHoldAndSomethingWhereTheyDoNot() throws Exception {
    Graph graph = Networks.mlp("model", 3, 1.5, 6, 12, 4);
    NormBall ball = new NormBall(Norm.L2, Epsilon.parse("0.1"), Domain.UNIT);
    RobustCertifier certifier = RobustCertifier.of(graph, RobustSettings.of(ball));
    RobustCertificate certificate =
        certifier.certify(CertifierTest.examples(graph, 4, 1), Progress.SILENT);
    RobustSampler sampler = new RobustSampler(certifier.model(), RobustSettings.of(ball));
    SoundnessSampler.Report report = sampler.check(certificate, 4000, 1, Progress.SILENT);
    assertThat(report.violations()).as(report.worst()).isZero();
    assertThat(report.samples()).isEqualTo(4000);
    assertThat(report.closest()).isNotNegative();

    List<RobustResult> lies =
        certificate.examples().stream()
            .map(
                r ->
                    new RobustResult(
                        r.example(),
                        r.status(),
                        OptionalDouble.of(r.attained().getAsDouble() + 1e-4),
                        r.attained(),
                        r.witness(),
                        0))
            .toList();
    RobustCertificate wrong = new RobustCertificate(lies, 0, 0);
    assertThat(sampler.check(wrong, 4000, 1, Progress.SILENT).violations()).isPositive();
  }
}
