package ai.faithful.verify.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import ai.faithful.ir.Graph;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SoundnessSamplerTest {
  private static final CertifySettings SETTINGS = CertifySettings.of(new BigDecimal("0.03"));

  @Test
  void findsNothingWhereBoundsHoldAndSomethingWhereTheyDoNot() throws Exception {
    Graph teacher = Networks.mlp("teacher", 1, 1, 6, 12, 4);
    Graph student = Networks.mlp("student", 2, 1, 6, 12, 4);
    ModelPair pair = ModelPair.of(teacher, student);
    List<Example> examples = CertifierTest.examples(teacher, 4, 3);
    Certificate certificate = new Certifier(pair, SETTINGS).certify(examples, Progress.SILENT);
    SoundnessSampler sampler = new SoundnessSampler(pair, SETTINGS);
    SoundnessSampler.Report report = sampler.check(certificate, 10_000, 1, Progress.SILENT);
    assertThat(report.violations()).as(report.worst()).isZero();
    assertThat(report.samples()).isEqualTo(10_000);
    assertThat(report.closest()).isNotNegative();

    List<ExampleResult> lies = certificate.examples().stream().map(r -> lie(r)).toList();
    Certificate wrong = new Certificate(lies, certificate.summary());
    assertThat(sampler.check(wrong, 10_000, 1, Progress.SILENT).violations()).isPositive();
  }

  private static ExampleResult lie(ExampleResult r) {
    double reached = Math.max(r.over().orElseThrow().lower(), -0.9);
    Optional<Bracket> tooLow = Optional.of(new Bracket(-1, reached - 1e-4));
    return new ExampleResult(
        r.example(),
        r.status(),
        r.bracket(),
        tooLow,
        r.under(),
        r.margin(),
        r.witness(),
        r.seconds());
  }
}
