package ai.faithful.verify.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import ai.faithful.ir.Graph;
import ai.faithful.verify.bound.BoundSettings;
import ai.faithful.verify.bound.Method;
import ai.faithful.verify.region.Domain;
import ai.faithful.verify.region.Epsilon;
import ai.faithful.verify.region.Norm;
import ai.faithful.verify.region.NormBall;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Searches end where verdicts are known: the same verdicts for less. */
class EarlyStopTest {
  private static final BoundSettings ENGINE =
      BoundSettings.CROWN.withMethod(Method.ALPHA_CROWN).withIterations(8).withThreads(2);

  private static final Graph TEACHER = Networks.mlp("teacher", 4, 1, 8, 16, 12, 3);
  private static final Graph STUDENT = Networks.mlp("student", 5, 1, 8, 10, 8, 3);

  @ParameterizedTest
  @CsvSource({"confidence, 0.45", "every-class, 0.5", "tv, 0.5", "kl, 0.6", "equivalence, 3"})
  void sameVerdictsOnQuantities(String name, BigDecimal delta) throws Exception {
    Property property =
        switch (name) {
          case "confidence" -> Property.confidence();
          case "every-class" -> new Property.EveryClass();
          case "tv" -> new Property.TotalVariation();
          case "kl" -> new Property.KullbackLeibler();
          default -> new Property.Equivalence();
        };
    compare(settings(property).withDelta(delta));
  }

  @ParameterizedTest
  @CsvSource({"TOP1, 0", "TEACHER_CORRECT, 0", "CONFIDENT, 0.5"})
  void sameVerdictsOnAgreement(Property.Variant variant, BigDecimal tau) throws Exception {
    compare(settings(new Property.Agreement(variant, tau)));
  }

  private static CertifySettings settings(Property property) {
    return CertifySettings.of(new BigDecimal("0.06")).withProperty(property).withEngine(ENGINE);
  }

  /** All three verdicts among them, so that there is something to stop and something to go on. */
  private static void compare(CertifySettings settings) throws Exception {
    Certificate early = certify(settings);
    Certificate full = certify(settings.withStopsEarly(false));
    Set<Status> seen = EnumSet.noneOf(Status.class);
    for (int i = 0; i < full.examples().size(); i++) {
      ExampleResult a = early.examples().get(i);
      ExampleResult b = full.examples().get(i);
      assertThat(a.status()).as("example %d", i).isEqualTo(b.status());
      seen.add(a.status());
      if (a.status() == Status.UNKNOWN) {
        // In batches of other sizes, slopes found in float32 differ in their last digits.
        assertThat(upper(a)).isLessThanOrEqualTo(upper(b) + 1e-6);
      }
    }
    assertThat(seen).hasSizeGreaterThan(1);
    assertThat(early.summary().steps()).isLessThan(full.summary().steps());
    SoundnessSampler.Report report =
        new SoundnessSampler(ModelPair.of(TEACHER, STUDENT), settings)
            .check(early, 500, 1, Progress.SILENT);
    assertThat(report.violations()).as(report.worst()).isZero();
  }

  private static double upper(ExampleResult result) {
    return result.bracket().map(Bracket::upper).orElse(0.0);
  }

  private static Certificate certify(CertifySettings settings) throws Exception {
    return new Certifier(ModelPair.of(TEACHER, STUDENT), settings)
        .certify(CertifierTest.examples(TEACHER, 16, 3), Progress.SILENT);
  }

  /** Nothing to decide: nothing is left out. */
  @Test
  void withoutAThresholdNothingChanges() throws Exception {
    CertifySettings settings = settings(Property.confidence());
    Certificate early = certify(settings);
    Certificate full = certify(settings.withStopsEarly(false));
    assertThat(early.summary().steps()).isEqualTo(full.summary().steps());
    for (int i = 0; i < full.examples().size(); i++) {
      assertThat(early.examples().get(i).bracket()).isEqualTo(full.examples().get(i).bracket());
    }
  }

  @Test
  void sameVerdictsOnRobustness() throws Exception {
    NormBall ball = new NormBall(Norm.INF, Epsilon.parse("0.06"), Domain.UNIT);
    RobustSettings settings = RobustSettings.of(ball).withEngine(ENGINE);
    List<Example> examples = CertifierTest.examples(TEACHER, 24, 3);
    RobustCertificate full =
        RobustCertifier.of(TEACHER, settings).certify(examples, Progress.SILENT);
    RobustCertificate early =
        RobustCertifier.of(TEACHER, settings.withStopsEarly(true))
            .certify(examples, Progress.SILENT);
    Set<Status> seen = EnumSet.noneOf(Status.class);
    for (int i = 0; i < examples.size(); i++) {
      RobustResult a = early.examples().get(i);
      RobustResult b = full.examples().get(i);
      assertThat(a.status()).isEqualTo(b.status());
      seen.add(a.status());
      assertThat(Optional.of(a.attained())).isEqualTo(Optional.of(b.attained()));
    }
    assertThat(seen).hasSizeGreaterThan(1);
    assertThat(early.steps()).isLessThan(full.steps());
  }
}
