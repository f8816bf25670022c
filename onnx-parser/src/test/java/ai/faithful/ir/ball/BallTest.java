package ai.faithful.ir.ball;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every operation against exact decimals, without any tolerance. */
class BallTest {
  private static final long SEED = 11;

  @Test
  void resultsEncloseTheExactOnes() {
    Random random = new Random(SEED);
    for (int round = 0; round < 5_000; round++) {
      Ball a = ball(random);
      Ball b = ball(random);
      String title = "seed " + SEED + ", round " + round + ": " + a + ", " + b;
      for (int corner = 0; corner < 4; corner++) {
        BigDecimal x = end(a, corner % 2 == 0);
        BigDecimal y = end(b, corner / 2 == 0);
        assertEncloses(a.plus(b), x.add(y), title);
        assertEncloses(a.minus(b), x.subtract(y), title);
        assertEncloses(a.times(b), x.multiply(y), title);
        if (b.mid() != 0 && Math.abs(b.mid()) > 2 * b.radius()) {
          // |q - x/y| <= r, with the division multiplied out.
          Ball quotient = a.over(b);
          BigDecimal residual = new BigDecimal(quotient.mid()).multiply(y).subtract(x).abs();
          assertThat(residual)
              .as(title)
              .isLessThanOrEqualTo(new BigDecimal(quotient.radius()).multiply(y.abs()));
        }
        if (a.mid() > 2 * a.radius() && a.mid() > 0) {
          // (q - r)^2 <= x <= (q + r)^2
          Ball root = a.sqrt();
          assertThat(end(root, false).pow(2)).as(title).isLessThanOrEqualTo(x);
          assertThat(end(root, true).pow(2)).as(title).isGreaterThanOrEqualTo(x);
        }
      }
    }
  }

  @Test
  void whatDoublesComputeExactlyHasNoRadius() {
    assertThat(Ball.exact(3).plus(Ball.exact(0.5))).isEqualTo(Ball.exact(3.5));
    assertThat(Ball.exact(0.1f).times(Ball.exact(0.3f)).isExact()).isTrue();
    assertThat(Ball.exact(1).over(Ball.exact(4))).isEqualTo(Ball.exact(0.25));
    assertThat(Ball.exact(1).over(Ball.exact(3)).isExact()).isFalse();
    assertThat(Ball.exact(9).sqrt()).isEqualTo(Ball.exact(3));
    assertThat(Ball.exact(1).plus(Ball.exact(1e-30)).isExact()).isFalse();
    assertThat(Ball.exact(1e-200).times(Ball.exact(1e-200)).isExact()).isFalse();
  }

  @Test
  void whatHasNoEnclosureIsAnError() {
    assertThatThrownBy(() -> Ball.exact(1).over(new Ball(0.5, 0.5)))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Ball.exact(-1).sqrt()).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Ball.exact(1e300).times(Ball.exact(1e300)))
        .isInstanceOf(ArithmeticException.class);
  }

  private static void assertEncloses(Ball ball, BigDecimal exact, String title) {
    assertThat(exact.subtract(new BigDecimal(ball.mid())).abs())
        .as(title)
        .isLessThanOrEqualTo(new BigDecimal(ball.radius()));
  }

  private static BigDecimal end(Ball ball, boolean upper) {
    BigDecimal radius = new BigDecimal(ball.radius());
    BigDecimal mid = new BigDecimal(ball.mid());
    return upper ? mid.add(radius) : mid.subtract(radius);
  }

  private static Ball ball(Random random) {
    double mid =
        switch (random.nextInt(4)) {
          case 0 -> random.nextInt(7) - 3;
          case 1 -> (float) random.nextGaussian();
          case 2 -> random.nextGaussian() * Math.pow(10, random.nextInt(60) - 30);
          default -> random.nextGaussian() * Math.pow(10, random.nextInt(300) - 200);
        };
    double radius =
        random.nextBoolean() ? 0 : Math.abs(mid) * Math.pow(10, -random.nextInt(18)) / 4;
    return new Ball(mid, radius);
  }
}
