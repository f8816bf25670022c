package ai.faithful.verify.attack;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.faithful.ir.Graph;
import ai.faithful.ir.GraphBuilder;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.verify.region.BoxRegion;
import ai.faithful.verify.region.Domain;
import ai.faithful.verify.region.Region;
import ai.faithful.verify.rule.RandomGraphs;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FalsifierTest {
  private static final BigDecimal EPS = new BigDecimal("0.1");

  private static Graph linear(Shape input, float... weights) {
    GraphBuilder b = new GraphBuilder("linear");
    String x = b.input("x", input);
    String flat = b.add("flat", new Op.Reshape(Shape.of(1, 3)), x);
    String w = b.constant("w", Tensor.ofFloats(Shape.of(3, 2), weights));
    return b.build(b.add("y", new Op.MatMul(), flat, w));
  }

  private static List<List<Found>> run(
      List<Graph> networks, AttackSettings settings, List<Question> questions) {
    try (NDManager manager = NDManager.newBaseManager()) {
      return new Falsifier(networks, manager, settings).run(questions);
    }
  }

  private static List<Found> gaps(AttackSettings settings, float scale, float[] x) {
    // The teacher's confidence does not move; the student's grows with x0 and falls with x2.
    Graph teacher = linear(Shape.of(1, 3), 0, 0, 0, 0, 0, 0);
    Graph student = linear(Shape.of(1, 1, 3), scale, 0, 0, 0, -scale, 0);
    Region space = BoxRegion.linf(x, EPS, Domain.UNIT);
    List<Objective> both = List.of(new ConfidenceGap(0, true), new ConfidenceGap(0, false));
    return run(List.of(teacher, student), settings, List.of(Question.each(x, space, both, 1)))
        .get(0);
  }

  @Test
  void findsTheCornerOfALinearNetworkOnBothSides() {
    // Far out on the softmax's tail too, where a gradient in float32 would vanish.
    for (float scale : new float[] {1, 60}) {
      float[] x = {0.5f, 0.5f, 0.25f};
      BoxRegion region = BoxRegion.linf(x, EPS, Domain.UNIT);
      List<Found> best = gaps(AttackSettings.STANDARD, scale, x);
      best.forEach(found -> assertThat(region.contains(found.input())).isTrue());
      assertThat(best.get(1).input()[0]).isEqualTo(region.floatLower()[0]);
      assertThat(best.get(1).input()[2]).isEqualTo(region.floatUpper()[2]);
      if (scale == 1) {
        assertThat(best.get(0).input()[0]).isEqualTo(region.floatUpper()[0]);
        assertThat(best.get(0).input()[2]).isEqualTo(region.floatLower()[2]);
      }
    }
  }

  @Test
  void withoutStepsItIsTheImageItself() {
    float[] x = {0.5f, 0.5f, 0.25f};
    gaps(AttackSettings.OFF, 1, x).forEach(found -> assertThat(found.input()).isEqualTo(x));
  }

  /** Questions asked alone, together, and in another order have the same answers, bit by bit. */
  @Test
  void anAnswerDoesNotDependOnItsNeighbours() {
    Random random = new Random(5);
    List<Graph> pair =
        List.of(RandomGraphs.mlp(random, 20, 40, 40, 4), RandomGraphs.mlp(random, 20, 30, 4));
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      float[] x = image(random, 20);
      Region space = BoxRegion.linf(x, EPS, Domain.UNIT);
      questions.add(
          Question.each(
              x, space, List.of(new ConfidenceGap(0, true), new ConfidenceGap(0, false)), i));
    }
    AttackSettings settings = new AttackSettings(12, 5);
    List<List<Found>> together = run(pair, settings, questions);
    for (int i = 0; i < questions.size(); i++) {
      List<Found> alone = run(pair, settings, List.of(questions.get(i))).get(0);
      for (int side = 0; side < 2; side++) {
        assertThat(alone.get(side).input()).isEqualTo(together.get(i).get(side).input());
        assertThat(alone.get(side).value()).isEqualTo(together.get(i).get(side).value());
      }
    }
  }

  /** At no more gradient evaluations than plain signed steps with momentum from two starts. */
  @Test
  void findsMoreThanPlainAscentAtEqualCost() {
    double plain = 0;
    double found = 0;
    for (long seed = 0; seed < 3; seed++) {
      Random random = new Random(seed);
      List<Graph> pair =
          List.of(
              RandomGraphs.mlp(random, 30, 60, 60, 60, 5), RandomGraphs.mlp(random, 30, 40, 40, 5));
      List<Question> questions = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        float[] x = image(random, 30);
        Region space = BoxRegion.linf(x, new BigDecimal("0.3"), Domain.UNIT);
        questions.add(
            Question.each(
                x,
                space,
                List.of(new ConfidenceGap(i % 5, true), new ConfidenceGap(i % 5, false)),
                i));
      }
      // 20 steps of 5 searches: 4 x 10 + 6 x 5 + 11 x 3 = 103 evaluations, against 104.
      found += sum(run(pair, new AttackSettings(20, 5), questions));
      plain += PlainAscent.sum(pair, questions, 25);
    }
    assertThat(found).isGreaterThan(plain);
  }

  @Test
  void disagreementOfTwoLinearNetworks() {
    // The teacher prefers class 0 where x0 > x1, the student where x0 > x2.
    Graph teacher = linear(Shape.of(1, 3), 1, 0, 0, 1, 0, 0);
    Graph student = linear(Shape.of(1, 3), 1, 0, 0, 0, 0, 1);
    float[] x = {0.5f, 0.45f, 0.4f};
    Region space = BoxRegion.linf(x, EPS, Domain.UNIT);
    List<Objective> ways = Disagreement.about(0, 2, 0);
    Found found =
        run(
                List.of(teacher, student),
                AttackSettings.STANDARD,
                List.of(Question.any(x, space, ways, 1)))
            .get(0)
            .get(0);
    assertThat(found.value()).isPositive();
    float[] at = found.input();
    assertThat(at[0] > at[1]).isNotEqualTo(at[0] > at[2]);

    // Nowhere near is the teacher 99 per cent sure.
    Found unsure =
        run(
                List.of(teacher, student),
                AttackSettings.STANDARD,
                List.of(Question.any(x, space, Disagreement.teacherSays(0, 2, 0.99), 1)))
            .get(0)
            .get(0);
    assertThat(unsure.value()).isNegative();
  }

  private static double sum(List<List<Found>> found) {
    return found.stream().flatMap(List::stream).mapToDouble(Found::value).sum();
  }

  private static float[] image(Random random, int size) {
    float[] x = new float[size];
    for (int i = 0; i < size; i++) {
      x[i] = random.nextFloat();
    }
    return x;
  }
}
