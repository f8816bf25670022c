package ai.faithful.ir.ball;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.faithful.ir.ScalarFunction;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Enclosures against values of 45 digits, without any tolerance but the last of those digits. */
class ScalarBallsTest {
  private static final Map<String, ScalarFunction> FUNCTIONS =
      Map.ofEntries(
          Map.entry("Exp", new ScalarFunction.Exp()),
          Map.entry("Log", new ScalarFunction.Log()),
          Map.entry("Tanh", new ScalarFunction.Tanh()),
          Map.entry("Erf", new ScalarFunction.Erf()),
          Map.entry("Sin", new ScalarFunction.Sin()),
          Map.entry("Cos", new ScalarFunction.Cos()),
          Map.entry("Sigmoid", new ScalarFunction.Sigmoid()),
          Map.entry("Gelu", new ScalarFunction.Gelu()),
          Map.entry("GeluTanh", new ScalarFunction.GeluTanh()),
          Map.entry("Mish", new ScalarFunction.Mish()),
          Map.entry("Softplus", new ScalarFunction.Softplus()),
          Map.entry("Softsign", new ScalarFunction.Softsign()),
          Map.entry("Sqrt", new ScalarFunction.Sqrt()),
          Map.entry("Reciprocal", new ScalarFunction.Reciprocal()),
          Map.entry("HardSwish", new ScalarFunction.HardSwish()));

  @ParameterizedTest
  @CsvFileSource(resources = "functions.csv")
  void enclosesTheExactValue(String name, double point, BigDecimal exact) {
    ScalarFunction function =
        name.startsWith("Power:")
            ? new ScalarFunction.Power(Double.parseDouble(name.substring(6)))
            : required(FUNCTIONS, name);
    Ball narrow = ScalarBalls.of(function, Ball.exact(point));
    assertHolds(narrow, exact, name + " of " + point);
    assertThat(narrow.radius()).isLessThan(1e-13 * Math.max(1, Math.abs(narrow.mid())));
    // The point at either end of wider and wider balls.
    for (double width : new double[] {0x1p-50, 0x1p-30, 0x1p-12, 0x1p-4}) {
      for (double mid : new double[] {point * (1 - width), point * (1 + width)}) {
        Ball x = new Ball(mid, Math.nextUp(Math.abs(point - mid)));
        assertHolds(ScalarBalls.of(function, x), exact, name + " of " + point + " in " + x);
      }
    }
  }

  @Test
  void whatIsExactStaysSo() {
    check(new ScalarFunction.Exp(), 0, 1);
    check(new ScalarFunction.Log(), 1, 0);
    check(new ScalarFunction.Sqrt(), 0, 0);
    check(new ScalarFunction.Power(2), -3, 9);
    check(new ScalarFunction.Power(-0.5), 4, 0.5);
    check(new ScalarFunction.Abs(), -3, 3);
    check(new ScalarFunction.Clip(-1, 1), -3, -1);
    check(new ScalarFunction.LeakyRelu(0.25), -3, -0.75);
    check(new ScalarFunction.ThresholdedRelu(1), 1, 0);
    check(new ScalarFunction.Step(false), 0, 0);
    check(new ScalarFunction.Step(true), 0, 1);
    check(new ScalarFunction.Round(), 2.5, 2);
    check(new ScalarFunction.Elu(2), 3, 3);
    check(new ScalarFunction.Erf(), 0, 0);
  }

  @Test
  void thereIsNoneAcrossAJumpOrOutsideTheDomain() {
    refused(new ScalarFunction.Round(), new Ball(0.5, 0x1p-60));
    refused(new ScalarFunction.Sign(), new Ball(0, 1e-300));
    refused(new ScalarFunction.Floor(), new Ball(1, 1e-9));
    refused(new ScalarFunction.Log(), new Ball(1, 1));
    refused(new ScalarFunction.Sqrt(), Ball.exact(-1));
    refused(new ScalarFunction.Reciprocal(), Ball.exact(0));
    refused(new ScalarFunction.Exp(), Ball.exact(1000));
  }

  private static void refused(ScalarFunction function, Ball x) {
    assertThatThrownBy(() -> ScalarBalls.of(function, x)).isInstanceOf(ArithmeticException.class);
  }

  private static void check(ScalarFunction function, double x, double exact) {
    assertThat(ScalarBalls.of(function, Ball.exact(x)))
        .as("%s", function)
        .isEqualTo(Ball.exact(exact));
  }

  private static void assertHolds(Ball ball, BigDecimal exact, String title) {
    BigDecimal unsure = exact.abs().movePointLeft(44);
    assertThat(exact.subtract(new BigDecimal(ball.mid())).abs().add(unsure))
        .as(title)
        .isLessThanOrEqualTo(new BigDecimal(ball.radius()));
  }

  private static ScalarFunction required(Map<String, ScalarFunction> map, String name) {
    ScalarFunction function = map.get(name);
    if (function == null) {
      throw new IllegalArgumentException(name);
    }
    return function;
  }
}
