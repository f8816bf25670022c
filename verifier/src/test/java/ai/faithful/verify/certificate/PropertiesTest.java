package ai.faithful.verify.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.ir.Graph;
import ai.faithful.verify.ModelMismatchException;
import ai.faithful.verify.SettingException;
import ai.faithful.verify.attack.AttackSettings;
import ai.faithful.verify.region.Domain;
import ai.faithful.verify.region.Epsilon;
import ai.faithful.verify.region.InputMap;
import ai.faithful.verify.region.Neighbourhood;
import ai.faithful.verify.region.Norm;
import ai.faithful.verify.region.NormBall;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every property over every kind of region. */
class PropertiesTest {
  private static final BigDecimal TAU = new BigDecimal("0.6");

  static List<Property> properties() {
    return List.of(
        Property.confidence(),
        new Property.Confidence(OptionalInt.of(1)),
        new Property.EveryClass(),
        new Property.TotalVariation(),
        new Property.KullbackLeibler(),
        new Property.Equivalence(),
        Property.agreement(),
        new Property.Agreement(Property.Variant.TEACHER_CORRECT, BigDecimal.ZERO),
        new Property.Agreement(Property.Variant.CONFIDENT, TAU));
  }

  private static List<Neighbourhood> regions() {
    return List.of(
        new NormBall(Norm.INF, Epsilon.parse("8/255"), Domain.UNIT),
        new NormBall(Norm.L2, Epsilon.parse("0.2"), Domain.UNIT),
        new NormBall(Norm.L1, Epsilon.parse("0.4"), Domain.UNIT),
        new InputMap(
            List.of(
                new InputMap.Brightness(new BigDecimal("-0.1"), new BigDecimal("0.1")),
                InputMap.Contrast.ofFactors(new BigDecimal("0.8"), new BigDecimal("1.1")))));
  }

  private static Certificate certify(Graph t, Graph s, CertifySettings settings) throws Exception {
    return new Certifier(ModelPair.of(t, s), settings)
        .certify(CertifierTest.examples(t, 3, 3), Progress.SILENT);
  }

  @ParameterizedTest
  @MethodSource("properties")
  void noInputBreaksAnAnswer(Property property) throws Exception {
    long seed = 0;
    for (Neighbourhood around : regions()) {
      // In turns networks alike up to the size of their weights, and unlike ones.
      Graph teacher = Networks.mlp("teacher", seed, 1.5, 6, 10, 4);
      Graph student = Networks.mlp("student", seed + 100 * (seed % 2), 1.45, 6, 10, 4);
      CertifySettings settings =
          CertifySettings.of(around).withProperty(property).withAttack(new AttackSettings(6, 2));
      Certificate certificate = certify(teacher, student, settings);
      SoundnessSampler.Report report =
          new SoundnessSampler(ModelPair.of(teacher, student), settings)
              .check(certificate, 400, seed, Progress.SILENT);
      assertThat(report.violations()).as(report.worst()).isZero();
      for (ExampleResult result : certificate.examples()) {
        assertThat(result.bracket().isPresent()).isEqualTo(property.isBracketed());
        assertThat(result.over().isPresent()).isEqualTo(property.isSplit());
        if (property.isSplit()) {
          assertThat(result.bracket().orElseThrow().upper())
              .isEqualTo(
                  Math.max(
                      result.over().orElseThrow().upper(), result.under().orElseThrow().upper()));
        }
      }
      seed++;
    }
  }

  /** A network is its own perfect student, whatever is asked. */
  @ParameterizedTest
  @MethodSource("properties")
  void noneOnItself(Property property) throws Exception {
    Graph teacher = Networks.mlp("teacher", 4, 1.5, 6, 10, 4);
    for (Neighbourhood around : regions()) {
      CertifySettings settings =
          CertifySettings.of(around).withProperty(property).withAttack(AttackSettings.OFF);
      for (ExampleResult result : certify(teacher, teacher, settings).examples()) {
        if (property.isBracketed()) {
          assertThat(result.bracket().orElseThrow().upper()).isLessThan(1e-9);
        } else {
          assertThat(result.status()).isNotEqualTo(Status.REFUTED);
        }
      }
    }
  }

  /** What is proved with a premise is more than what is proved without. */
  @Test
  void variantsAreOrdered() throws Exception {
    int plain = 0;
    int correct = 0;
    int sure = 0;
    for (long seed = 0; seed < 6; seed++) {
      Graph teacher = Networks.mlp("teacher", seed, 1.5, 6, 10, 4);
      Graph student = Networks.mlp("student", seed, 1.45, 6, 10, 4);
      Neighbourhood around = new NormBall(Norm.INF, Epsilon.parse("0.15"), Domain.UNIT);
      CertifySettings settings =
          CertifySettings.of(around).withAttack(AttackSettings.OFF).withSeed(seed);
      plain += certified(teacher, student, settings.withProperty(Property.agreement()));
      correct +=
          certified(
              teacher,
              student,
              settings.withProperty(
                  new Property.Agreement(Property.Variant.TEACHER_CORRECT, BigDecimal.ZERO)));
      sure +=
          certified(
              teacher,
              student,
              settings.withProperty(new Property.Agreement(Property.Variant.CONFIDENT, TAU)));
    }
    assertThat(plain).isLessThanOrEqualTo(correct).isLessThan(sure);
  }

  private static int certified(Graph teacher, Graph student, CertifySettings settings)
      throws Exception {
    return certify(teacher, student, settings).summary().certified();
  }

  @Test
  void divergencesAreOrdered() throws Exception {
    Graph teacher = Networks.mlp("teacher", 1, 1.5, 6, 10, 4);
    Graph student = Networks.mlp("student", 1, 1.4, 6, 10, 4);
    CertifySettings settings = CertifySettings.of(new BigDecimal("0.02"));
    Certificate one = certify(teacher, student, settings);
    Certificate any = certify(teacher, student, settings.withProperty(new Property.EveryClass()));
    Certificate all =
        certify(teacher, student, settings.withProperty(new Property.TotalVariation()));
    for (int i = 0; i < 3; i++) {
      Bracket label = one.examples().get(i).bracket().orElseThrow();
      Bracket every = any.examples().get(i).bracket().orElseThrow();
      Bracket variation = all.examples().get(i).bracket().orElseThrow();
      // Up to the order in which sums were rounded.
      assertThat(label.upper()).isLessThanOrEqualTo(every.upper() + 1e-12);
      // Any one difference is at most the total variation.
      assertThat(label.lower()).isLessThanOrEqualTo(variation.upper());
      assertThat(every.lower()).isLessThanOrEqualTo(variation.upper());
    }
  }

  @Test
  void deltas() throws Exception {
    Graph teacher = Networks.mlp("teacher", 1, 1.5, 6, 10, 4);
    Graph student = Networks.mlp("student", 2, 1.5, 6, 10, 4);
    CertifySettings settings =
        CertifySettings.of(new BigDecimal("0.02")).withProperty(new Property.KullbackLeibler());
    assertThat(certify(teacher, student, settings.withDelta(new BigDecimal("1e9"))).summary())
        .satisfies(s -> assertThat(s.certified()).isEqualTo(3));
    assertThat(certify(teacher, student, settings.withDelta(BigDecimal.ZERO)).summary())
        .satisfies(s -> assertThat(s.refuted()).isPositive());
    assertThatThrownBy(() -> settings.withDelta(new BigDecimal("-1")))
        .isInstanceOf(SettingException.class);
    assertThatThrownBy(
            () -> settings.withProperty(Property.agreement()).withDelta(new BigDecimal("0.1")))
        .isInstanceOf(SettingException.class);
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> new Property.Agreement(Property.Variant.CONFIDENT, BigDecimal.ONE))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("[0.5, 1)");
    Graph teacher = Networks.mlp("teacher", 1, 1.5, 6, 10, 4);
    CertifySettings settings = CertifySettings.of(new BigDecimal("0.02"));
    assertThatThrownBy(
            () ->
                certify(
                    teacher,
                    teacher,
                    settings.withProperty(new Property.Confidence(OptionalInt.of(4)))))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("0 to 3");
    assertThatThrownBy(
            () ->
                certify(
                    teacher,
                    Networks.withSoftmax(teacher),
                    settings.withProperty(new Property.Equivalence())))
        .isInstanceOf(ModelMismatchException.class)
        .hasMessageContaining("softmax");
  }
}
