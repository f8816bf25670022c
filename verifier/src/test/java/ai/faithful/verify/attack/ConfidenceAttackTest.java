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
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfidenceAttackTest {
  private static final BigDecimal EPS = new BigDecimal("0.1");

  private static Graph linear(Shape input, float... weights) {
    GraphBuilder b = new GraphBuilder("linear");
    String x = b.input("x", input);
    String flat = b.add("flat", new Op.Reshape(Shape.of(1, 3)), x);
    String w = b.constant("w", Tensor.ofFloats(Shape.of(3, 2), weights));
    return b.build(b.add("y", new Op.MatMul(), flat, w));
  }

  private static float[][] attack(AttackSettings settings, float scale, float[] x) {
    // The teacher's confidence does not move; the student's grows with x0 and falls with x2.
    Graph teacher = linear(Shape.of(1, 3), 0, 0, 0, 0, 0, 0);
    Graph student = linear(Shape.of(1, 1, 3), scale, 0, 0, 0, -scale, 0);
    try (NDManager manager = NDManager.newBaseManager()) {
      return new ConfidenceAttack(teacher, student, manager, settings)
          .run(
              List.of(x), List.of(BoxRegion.linf(x, EPS, Domain.UNIT)), new int[] {0}, new long[1])[
          0];
    }
  }

  @Test
  void findsTheCornerOfALinearNetworkOnBothSides() {
    // Far out on the softmax's tail too, where a gradient in float32 would vanish.
    for (float scale : new float[] {1, 60}) {
      float[] x = {0.5f, 0.5f, 0.25f};
      BoxRegion region = BoxRegion.linf(x, EPS, Domain.UNIT);
      float[][] best = attack(AttackSettings.STANDARD, scale, x);
      assertThat(region.contains(best[0])).isTrue();
      assertThat(region.contains(best[1])).isTrue();
      assertThat(best[1][0]).isEqualTo(region.floatLower()[0]);
      assertThat(best[1][2]).isEqualTo(region.floatUpper()[2]);
      if (scale == 1) {
        assertThat(best[0][0]).isEqualTo(region.floatUpper()[0]);
        assertThat(best[0][2]).isEqualTo(region.floatLower()[2]);
      }
    }
  }

  @Test
  void withoutStepsItIsTheImageItself() {
    float[] x = {0.5f, 0.5f, 0.25f};
    float[][] best = attack(AttackSettings.OFF, 1, x);
    assertThat(best[0]).isEqualTo(x);
    assertThat(best[1]).isEqualTo(x);
  }
}
