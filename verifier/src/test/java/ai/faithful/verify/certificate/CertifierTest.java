package ai.faithful.verify.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.eval.Evaluator;
import ai.faithful.verify.ModelMismatchException;
import ai.faithful.verify.SettingException;
import ai.faithful.verify.attack.AttackSettings;
import ai.faithful.verify.region.BoxRegion;
import ai.faithful.verify.region.Domain;
import ai.faithful.verify.runtime.Scores;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CertifierTest {
  private static final BigDecimal EPS = new BigDecimal("0.05");

  /** Random images with the teacher's own classes as labels. */
  static List<Example> examples(Graph teacher, int count, long seed) {
    Evaluator evaluator = new Evaluator(teacher);
    Random random = new Random(seed);
    int size = teacher.inputs().get(0).shape().size();
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] x = new float[size];
      for (int e = 0; e < size; e++) {
        x[e] = random.nextFloat();
      }
      examples.add(new Example(i, x, Scores.argmax(evaluator.run(Widened.of(x)))));
    }
    return examples;
  }

  private static Certificate certify(Graph t, Graph s, CertifySettings settings, int count)
      throws Exception {
    return new Certifier(ModelPair.of(t, s), settings)
        .certify(examples(t, count, 3), Progress.SILENT);
  }

  @ParameterizedTest
  @EnumSource(BoundMethod.class)
  void noSampleLeavesItsBracket(BoundMethod method) throws Exception {
    for (long seed = 0; seed < 4; seed++) {
      Graph teacher = Networks.mlp("teacher", seed, 1, 6, 12, 4);
      Graph student = Networks.mlp("student", seed + 100, 1, 6, 8, 8, 4);
      CertifySettings settings = CertifySettings.of(EPS).withBound(method);
      Certificate certificate = certify(teacher, student, settings, 5);
      Evaluator t = new Evaluator(teacher);
      Evaluator s = new Evaluator(student);
      Random random = new Random(seed);
      for (ExampleResult result : certificate.examples()) {
        BoxRegion region = BoxRegion.linf(result.example().image(), EPS, Domain.UNIT);
        Bracket over = result.over().orElseThrow();
        Bracket under = result.under().orElseThrow();
        for (int i = 0; i < 2000; i++) {
          double[] x = point(random, region);
          int c = result.label();
          double gap =
              Scores.confidences(head(), s.run(x))[c] - Scores.confidences(head(), t.run(x))[c];
          assertThat(gap).as("seed " + seed).isLessThanOrEqualTo(over.upper());
          assertThat(-gap).as("seed " + seed).isLessThanOrEqualTo(under.upper());
        }
        assertThat(result.status()).isEqualTo(Status.BRACKETED);
        assertThat(result.bracket().orElseThrow().lower()).isNotNegative();
      }
    }
  }

  private static ai.faithful.ir.pass.Classifier.Head head() {
    return ai.faithful.ir.pass.Classifier.Head.LOGITS;
  }

  private static double[] point(Random random, BoxRegion region) {
    double[] lower = region.lower();
    double[] upper = region.upper();
    boolean corner = random.nextBoolean();
    for (int i = 0; i < lower.length; i++) {
      double share = corner ? random.nextInt(2) : random.nextDouble();
      lower[i] = Math.min(upper[i], lower[i] + share * (upper[i] - lower[i]));
    }
    return lower;
  }

  @Test
  void aTeacherIsItsOwnFaithfulStudent() throws Exception {
    Graph teacher = Networks.mlp("teacher", 1, 1, 10, 24, 24, 5);
    Certificate certificate = certify(teacher, teacher, CertifySettings.of(EPS), 6);
    certificate
        .examples()
        .forEach(r -> assertThat(r.bracket().orElseThrow().upper()).isBetween(0.0, 1e-6));
    assertThat(certificate.summary().meanUpper()).isLessThan(1e-6);
  }

  @Test
  void aLinearPairHasATightBracket() throws Exception {
    Graph teacher = Networks.mlp("teacher", 5, 1, 4, 2);
    Graph student = Networks.mlp("student", 6, 1, 4, 2);
    Certificate certificate =
        certify(teacher, student, CertifySettings.of(new BigDecimal("0.01")), 8);
    for (ExampleResult result : certificate.examples()) {
      Bracket bracket = result.bracket().orElseThrow();
      assertThat(bracket.upper() - bracket.lower()).isBetween(0.0, 2e-3);
    }
  }

  /**
   * The student is the linear teacher with the logit of class 0 raised by a: pS - pT = g(pT, a),
   * and the range of pT is known in closed form.
   */
  @Test
  void aShiftedLinearPairIsBoundedExactly() throws Exception {
    double a = 0.75;
    float[] w = {-1, 0.5f, 2, 0.25f, 0.125f, -1.5f};
    Graph teacher = linear("teacher", w, 0);
    Graph student = linear("student", w, (float) a);
    float[] x = {0.5f, 0.4375f, 0.625f};
    double eps = 0.0625;
    double centre = 0;
    double reach = 0;
    for (int i = 0; i < 3; i++) {
      centre += x[i] * (w[2 * i] - w[2 * i + 1]);
      reach += eps * Math.abs(w[2 * i] - w[2 * i + 1]);
    }
    double least = 1 / (1 + Math.exp(-(centre - reach)));
    double most = 1 / (1 + Math.exp(-(centre + reach)));
    double peak = Math.max(least, Math.min(most, 1 / (1 + Math.exp(a / 2))));
    double over = peak * Math.exp(a) / (1 - peak + peak * Math.exp(a)) - peak;
    int label = centre > 0 ? 0 : 1;
    assertThat(label).isZero();
    Certificate certificate =
        new Certifier(ModelPair.of(teacher, student), CertifySettings.of(new BigDecimal("0.0625")))
            .certify(List.of(new Example(0, x, label)), Progress.SILENT);
    Bracket bracket = certificate.examples().get(0).over().orElseThrow();
    assertThat(bracket.upper()).isBetween(over - 1e-15, over + 1e-12);
    assertThat(bracket.lower()).isBetween(over - 1e-5, over + 1e-15);
  }

  private static Graph linear(String name, float[] weights, float bias) {
    GraphBuilder b = new GraphBuilder(name);
    String x = b.input("x", Shape.of(1, 3));
    String w = b.constant("w", Tensor.ofFloats(Shape.of(3, 2), weights.clone()));
    String shift = b.constant("b", Tensor.ofFloats(Shape.of(2), bias, 0));
    return b.build(b.add("z", new Op.Add(), b.add("y", new Op.MatMul(), x, w), shift));
  }

  @Test
  void jointBoundsAreNoLooserThanSeparateOnes() throws Exception {
    for (long seed = 0; seed < 3; seed++) {
      Graph teacher = Networks.mlp("teacher", seed, 1, 8, 16, 16, 4);
      Graph student = Networks.mlp("student", seed + 50, 1, 8, 16, 4);
      CertifySettings joint = CertifySettings.of(EPS).withAttack(AttackSettings.OFF);
      CertifySettings separate = joint.withBound(BoundMethod.SEPARATE);
      double together = certify(teacher, student, joint, 8).summary().meanUpper();
      double apart = certify(teacher, student, separate, 8).summary().meanUpper();
      assertThat(together).as("seed " + seed).isLessThan(apart);
    }
  }

  @Test
  void withoutAnAttackNothingRefutableIsCertified() throws Exception {
    for (long seed = 0; seed < 3; seed++) {
      Graph teacher = Networks.mlp("teacher", seed, 2, 8, 16, 4);
      Graph student = Networks.mlp("student", seed + 50, 2, 8, 16, 4);
      CertifySettings attacked =
          CertifySettings.of(new BigDecimal("0.1")).withDelta(new BigDecimal("0.2"));
      CertifySettings blind = attacked.withAttack(AttackSettings.OFF);
      List<ExampleResult> seen = certify(teacher, student, attacked, 10).examples();
      List<ExampleResult> unseen = certify(teacher, student, blind, 10).examples();
      int refuted = 0;
      for (int i = 0; i < seen.size(); i++) {
        if (seen.get(i).status() == Status.REFUTED) {
          refuted++;
          assertThat(unseen.get(i).status()).isNotEqualTo(Status.CERTIFIED);
          Witness witness = seen.get(i).witness().orElseThrow();
          assertThat(witness.difference()).isGreaterThan(0.2);
          BoxRegion region =
              BoxRegion.linf(seen.get(i).example().image(), new BigDecimal("0.1"), Domain.UNIT);
          assertThat(region.contains(witness.input())).isTrue();
        }
      }
      assertThat(refuted).as("seed " + seed).isPositive();
    }
  }

  @Test
  void agreementIsDecidedByMarginsAndWitnesses() throws Exception {
    Graph teacher = Networks.mlp("teacher", 2, 2, 8, 16, 3);
    Graph student = Networks.mlp("student", 52, 2, 8, 16, 3);
    CertifySettings settings = CertifySettings.of(EPS).withProperty(Property.agreement());
    List<ExampleResult> same = certify(teacher, teacher, settings, 10).examples();
    assertThat(same).anyMatch(r -> r.status() == Status.CERTIFIED);
    assertThat(same).noneMatch(r -> r.status() == Status.REFUTED);
    List<ExampleResult> other = certify(teacher, student, settings, 10).examples();
    assertThat(other).anyMatch(r -> r.status() == Status.REFUTED && r.witness().isPresent());
    other.forEach(
        r -> assertThat(r.agreementCertified()).isEqualTo(r.status() == Status.CERTIFIED));
  }

  @Test
  void aSoftmaxInTheFileChangesNothing() throws Exception {
    Graph teacher = Networks.mlp("teacher", 1, 1, 6, 12, 4);
    Graph student = Networks.mlp("student", 2, 1, 6, 12, 4);
    CertifySettings settings = CertifySettings.of(EPS);
    Summary plain = certify(teacher, student, settings, 4).summary();
    ModelPair pair = ModelPair.of(Networks.withSoftmax(teacher), Networks.withSoftmax(student));
    Summary headed =
        new Certifier(pair, settings).certify(examples(teacher, 4, 3), Progress.SILENT).summary();
    assertThat(headed.meanUpper()).isEqualTo(plain.meanUpper());
    assertThat(headed.meanLower()).isBetween(plain.meanLower() - 1e-5, plain.meanLower() + 1e-5);
  }

  @Test
  void examplesThatTheTeacherGetsWrongAreExcludedAndCounted() throws Exception {
    Graph teacher = Networks.mlp("teacher", 1, 1, 6, 12, 4);
    List<Example> examples = new ArrayList<>(examples(teacher, 3, 3));
    Example first = examples.get(0);
    examples.set(0, new Example(0, first.image(), (first.label() + 1) % 4));
    Certificate certificate =
        new Certifier(ModelPair.of(teacher, teacher), CertifySettings.of(EPS))
            .certify(examples, Progress.SILENT);
    assertThat(certificate.examples().get(0).status()).isEqualTo(Status.EXCLUDED);
    assertThat(certificate.summary().excluded()).isEqualTo(1);
    assertThat(certificate.summary().count()).isEqualTo(3);
  }

  @Test
  void repeatsItself() throws Exception {
    Graph teacher = Networks.mlp("teacher", 1, 1, 6, 12, 4);
    Graph student = Networks.mlp("student", 2, 1, 6, 12, 4);
    Summary first = certify(teacher, student, CertifySettings.of(EPS), 4).summary();
    Summary second = certify(teacher, student, CertifySettings.of(EPS), 4).summary();
    assertThat(first.meanLower()).isEqualTo(second.meanLower());
    assertThat(first.meanUpper()).isEqualTo(second.meanUpper());
  }

  @Test
  void refusesWhatDoesNotFit() throws Exception {
    Graph teacher = Networks.mlp("teacher", 1, 1, 6, 12, 4);
    assertThatThrownBy(() -> ModelPair.of(teacher, Networks.mlp("other", 1, 1, 7, 4)))
        .isInstanceOf(ModelMismatchException.class)
        .hasMessageContaining("6 elements")
        .hasMessageContaining("7 elements");
    assertThatThrownBy(() -> ModelPair.of(teacher, Networks.mlp("other", 1, 1, 6, 5)))
        .isInstanceOf(ModelMismatchException.class)
        .hasMessageContaining("classes");
    Certifier certifier = new Certifier(ModelPair.of(teacher, teacher), CertifySettings.of(EPS));
    assertThatThrownBy(
            () -> certifier.certify(List.of(new Example(7, new float[6], 4)), Progress.SILENT))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("example 7 has label 4");
    assertThatThrownBy(
            () -> certifier.certify(List.of(new Example(7, new float[5], 0)), Progress.SILENT))
        .isInstanceOf(ModelMismatchException.class);
    assertThatThrownBy(() -> CertifySettings.of(new BigDecimal("-1")))
        .isInstanceOf(SettingException.class);
    assertThatThrownBy(() -> CertifySettings.of(EPS).withDelta(new BigDecimal("1.5")))
        .isInstanceOf(SettingException.class);
  }
}
