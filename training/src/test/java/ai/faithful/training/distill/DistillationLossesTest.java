package ai.faithful.training.distill;

import static ai.faithful.training.distill.Fixtures.EPSILON;
import static ai.faithful.training.distill.Fixtures.kl;
import static ai.faithful.training.distill.Fixtures.sigmoid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.training.loop.FlatNetwork;
import ai.faithful.training.loop.Objective;
import ai.faithful.training.loop.Ramp;
import org.junit.jupiter.api.Test;

/**
 * Every loss of THEORY 8 against its formula, worked out for one-pixel images x = 0.5 of class 0
 * (and one of class 1). Teacher z = 2 x, standard teacher z = x + 1, student z = 4 x - 1.
 */
class DistillationLossesTest {
  private static final Ramp FULL = new Ramp(0, 0);
  private static final double X = 0.5;
  // The student grows with x: what hurts class 0 is the lower end.
  private static final double LOW = X - EPSILON;
  private static final double HIGH = X + EPSILON;

  private static double teacher(double x, double t) {
    return sigmoid(2 * x / t);
  }

  private static double standard(double x, double t) {
    return sigmoid((x + 1) / t);
  }

  private static double student(double x, double t) {
    return sigmoid((4 * x - 1) / t);
  }

  private interface Maker {
    Objective of(FlatNetwork teacher, FlatNetwork standard, FlatNetwork student, NDManager m);
  }

  private static double loss(Maker maker, double done, int... labels) {
    float[] images = new float[labels.length];
    java.util.Arrays.fill(images, (float) X);
    try (NDManager manager = NDManager.newBaseManager()) {
      Objective objective =
          maker.of(
              Fixtures.network(2, 0, manager),
              Fixtures.network(1, 1, manager),
              Fixtures.network(4, -1, manager),
              manager);
      Graph graph = Fixtures.line(4, -1);
      return Fixtures.loss(
          objective, Fixtures.batch(done, manager, labels, images), graph, manager);
    }
  }

  private static DistillRecipe recipe(DistillMethod method) {
    return DistillRecipe.of(method, EPSILON);
  }

  @Test
  void everyBaseIsAMethodOfItsOwn() {
    for (Base base : Base.values()) {
      DistillRecipe own = base.recipe(recipe(DistillMethod.FAITHFUL));
      assertThat(own.method().label()).isEqualTo(base == Base.KL ? "kd" : base.label());
      assertThat(own.share()).isEqualTo(base == Base.KL ? 1 : DistillRecipe.share(own.method()));
      assertThat(Base.parse(base.label())).isEqualTo(base);
    }
    assertThatThrownBy(() -> Base.parse("none"))
        .hasMessageContaining("kl, ard, iad, akd2, rslad, adaad, mtard");
  }

  @Test
  void kd() {
    double expected = 0.9 * 16 * kl(teacher(X, 4), student(X, 4)) - 0.1 * Math.log(student(X, 1));
    assertThat(loss((t, u, s, m) -> new KdObjective(t, s, recipe(DistillMethod.KD)), 1, 0))
        .isCloseTo(expected, within(1e-5));
  }

  @Test
  void ard() {
    double first = 0.9 * 16 * kl(teacher(X, 4), student(LOW, 4)) - 0.1 * Math.log(student(X, 1));
    double second =
        0.9 * 16 * kl(teacher(X, 4), student(HIGH, 4)) - 0.1 * Math.log(1 - student(X, 1));
    Maker maker = (t, u, s, m) -> new ArdObjective(t, s, recipe(DistillMethod.ARD), FULL);
    assertThat(loss(maker, 1, 0)).isCloseTo(first, within(1e-5));
    assertThat(loss(maker, 1, 0, 1)).isCloseTo((first + second) / 2, within(1e-5));
  }

  @Test
  void iadTrustsItselfLater() {
    Maker maker = (t, u, s, m) -> new IadObjective(t, s, recipe(DistillMethod.IAD), FULL);
    double early = 16 * kl(teacher(X, 4), student(LOW, 4));
    double w = Math.pow(teacher(LOW, 1), 0.1);
    assertThat(loss(maker, 0.1, 0)).isCloseTo(early, within(1e-5));
    assertThat(loss(maker, 0.5, 0))
        .isCloseTo(early + (1 - w) * kl(student(X, 1), student(LOW, 1)), within(1e-5));
  }

  @Test
  void akd2() {
    double expected =
        -0.25 * Math.log(student(LOW, 1))
            + 0.5 * 16 * kl(teacher(LOW, 4), student(LOW, 4))
            + 0.25 * 16 * kl(standard(LOW, 4), student(LOW, 4));
    assertThat(
            loss(
                (t, u, s, m) -> new Akd2Objective(t, u, s, recipe(DistillMethod.AKD2), FULL), 1, 0))
        .isCloseTo(expected, within(1e-5));
  }

  /** At x = 0.5 both say sigmoid(1): the clean term is 0, and either end is a local maximum. */
  @Test
  void rslad() {
    double below = kl(teacher(X, 1), student(LOW, 1));
    double above = kl(teacher(X, 1), student(HIGH, 1));
    double found =
        loss((t, u, s, m) -> new RsladObjective(t, s, recipe(DistillMethod.RSLAD), FULL), 1, 0);
    assertThat(Math.min(Math.abs(found - 5.0 / 6 * below), Math.abs(found - 5.0 / 6 * above)))
        .isLessThan(1e-5);
  }

  @Test
  void adaad() {
    double below = kl(teacher(LOW, 1), student(LOW, 1));
    double above = kl(teacher(HIGH, 1), student(HIGH, 1));
    double found =
        loss((t, u, s, m) -> new AdaAdObjective(t, s, recipe(DistillMethod.ADAAD), FULL), 1, 0);
    assertThat(Math.min(Math.abs(found - below), Math.abs(found - above))).isLessThan(1e-5);
  }

  @Test
  void mtardWeighsTheLossThatFellLess() {
    double there = kl(teacher(LOW, 1), student(LOW, 1));
    double here = kl(standard(X, 1), student(X, 1));
    Maker fresh = (t, u, s, m) -> new MtardObjective(t, u, s, recipe(DistillMethod.MTARD), FULL);
    assertThat(loss(fresh, 1, 0)).isCloseTo((there + here) / 2, within(1e-6));
    // The attacked loss was twice as large at first, the clean one as large as now.
    Maker later =
        (t, u, s, m) -> {
          Objective objective = new MtardObjective(t, u, s, recipe(DistillMethod.MTARD), FULL);
          objective.restore(new float[] {0.5f, (float) (2 * there), (float) here});
          return objective;
        };
    double w = 0.5 + 0.025 * (0.5 / 1.5 - 0.5);
    assertThat(loss(later, 1, 0)).isCloseTo(w * there + (1 - w) * here, within(1e-6));
  }

  @Test
  void faithfulAddsTheCertifiedTermToItsBase() {
    double base = kl(teacher(X, 1), student(X, 1));
    double gap = teacher(LOW, 1) - student(LOW, 1);
    for (Certified certified : Certified.values()) {
      double found = loss(faithful(3, Base.KL, certified, Measure.CONFIDENCE), 1, 0);
      // The bound contains the true difference at an end, and is not far from it.
      double bound = (found - base) / 3;
      assertThat(bound).as(certified.label()).isBetween(gap, gap + 0.35);
    }
    assertThat(loss(faithful(0, Base.KL, Certified.IBP, Measure.CONFIDENCE), 1, 0))
        .isCloseTo(base, within(1e-6));
  }

  /** Each network alone: the intervals of a line are exact, so is their difference. */
  @Test
  void theIntervalTermIsTheDifferenceOfTheEnds() {
    double base = kl(teacher(X, 1), student(X, 1));
    double over = student(HIGH, 1) - teacher(LOW, 1);
    double under = teacher(HIGH, 1) - student(LOW, 1);
    assertThat(loss(faithful(3, Base.KL, Certified.IBP, Measure.CONFIDENCE), 1, 0))
        .isCloseTo(base + 3 * Math.max(over, under), within(1e-5));
  }

  /** D = (zS - zT) of class 1 against class 0 is 1 - 2 x, so its range with class 0's 0 is 0.5. */
  @Test
  void theDivergenceTermIsThatOfTheRange() {
    double base = kl(teacher(X, 1), student(X, 1));
    double joint = HIGH - LOW + HIGH - LOW; // 2 (HIGH - LOW): D runs over [-0.5, 0.5]
    assertThat(loss(faithful(1, Base.KL, Certified.CROWN_IBP, Measure.KL), 1, 0))
        .isCloseTo(base + joint * joint / 8, within(1e-5));
    double separate = 2 * (HIGH - LOW) + 4 * (HIGH - LOW);
    assertThat(loss(faithful(1, Base.KL, Certified.IBP, Measure.KL), 1, 0))
        .isCloseTo(base + separate * separate / 8, within(1e-5));
  }

  private static Maker faithful(double kappa, Base base, Certified certified, Measure measure) {
    DistillRecipe usual = recipe(DistillMethod.FAITHFUL);
    DistillRecipe recipe =
        new DistillRecipe(
            usual.method(),
            usual.epsilon(),
            usual.attackSteps(),
            usual.temperature(),
            usual.share(),
            kappa,
            base,
            certified,
            measure);
    return (t, u, s, m) ->
        new FaithfulObjective(
            new KdObjective(t, s, base.recipe(recipe)),
            t,
            s,
            CertifiedTerm.of(recipe, Fixtures.line(2, 0), Fixtures.line(4, -1), m),
            recipe,
            FULL);
  }
}
