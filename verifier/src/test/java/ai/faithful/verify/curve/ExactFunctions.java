package ai.faithful.verify.curve;

import ai.faithful.ir.ScalarFunction;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Scalar functions to more than forty digits: what their lines are measured against. */
public final class ExactFunctions {
  private static final MathContext DIGITS = new MathContext(50, RoundingMode.HALF_EVEN);
  private static final BigDecimal ONE = BigDecimal.ONE;
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final BigDecimal HALF = new BigDecimal("0.5");
  private static final BigDecimal PI =
      new BigDecimal(
          "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803");

  /** e to less than minus this is nothing that a double could tell from 0. */
  private static final BigDecimal VANISHING = BigDecimal.valueOf(-5000);

  private ExactFunctions() {}

  /** f(z), for z where it is defined, and of moderate size where it grows exponentially. */
  public static BigDecimal value(ScalarFunction function, BigDecimal z) {
    if (function instanceof ScalarFunction.LeakyRelu f) {
      return z.signum() >= 0 ? z : z.multiply(new BigDecimal(f.slope()));
    } else if (function instanceof ScalarFunction.Elu f) {
      return z.signum() >= 0 ? z : expm1(z).multiply(new BigDecimal(f.alpha()));
    } else if (function instanceof ScalarFunction.Sigmoid) {
      return sigmoid(z);
    } else if (function instanceof ScalarFunction.Tanh) {
      return tanh(z);
    } else if (function instanceof ScalarFunction.Erf) {
      return erf(z);
    } else if (function instanceof ScalarFunction.Gelu) {
      BigDecimal erf = erf(z.divide(TWO.sqrt(DIGITS), DIGITS));
      return z.multiply(erf.add(ONE)).multiply(HALF);
    } else if (function instanceof ScalarFunction.GeluTanh) {
      BigDecimal inner = z.add(z.pow(3).multiply(new BigDecimal("0.044715")));
      return z.multiply(sigmoid(inner.multiply(TWO).multiply(TWO.divide(PI, DIGITS).sqrt(DIGITS))));
    } else if (function instanceof ScalarFunction.HardSigmoid f) {
      return clip(z.multiply(new BigDecimal(f.alpha())).add(new BigDecimal(f.beta())));
    } else if (function instanceof ScalarFunction.HardSwish) {
      BigDecimal three = BigDecimal.valueOf(3);
      if (z.abs().compareTo(three) >= 0) {
        return z.signum() > 0 ? z : BigDecimal.ZERO;
      }
      return z.multiply(z.add(three)).divide(BigDecimal.valueOf(6), DIGITS);
    } else if (function instanceof ScalarFunction.Swish f) {
      return z.multiply(sigmoid(z.multiply(new BigDecimal(f.beta()))));
    } else if (function instanceof ScalarFunction.Mish) {
      return z.multiply(tanh(softplus(z)));
    } else if (function instanceof ScalarFunction.Softplus) {
      return softplus(z);
    } else if (function instanceof ScalarFunction.Softsign) {
      return z.divide(z.abs().add(ONE), DIGITS);
    } else if (function instanceof ScalarFunction.Clip f) {
      BigDecimal above = f.least() > -1e308 ? z.max(new BigDecimal(f.least())) : z;
      return f.most() < 1e308 ? above.min(new BigDecimal(f.most())) : above;
    } else if (function instanceof ScalarFunction.ThresholdedRelu f) {
      return z.compareTo(new BigDecimal(f.threshold())) > 0 ? z : BigDecimal.ZERO;
    } else if (function instanceof ScalarFunction.Step f) {
      return z.signum() > 0 || (z.signum() == 0 && f.atZero()) ? ONE : BigDecimal.ZERO;
    } else if (function instanceof ScalarFunction.Abs) {
      return z.abs();
    } else if (function instanceof ScalarFunction.Sign) {
      return BigDecimal.valueOf(z.signum());
    } else if (function instanceof ScalarFunction.Exp) {
      return exp(z);
    } else if (function instanceof ScalarFunction.Log) {
      return log(z);
    } else if (function instanceof ScalarFunction.Sqrt) {
      return z.sqrt(DIGITS);
    } else if (function instanceof ScalarFunction.Reciprocal) {
      return ONE.divide(z, DIGITS);
    } else if (function instanceof ScalarFunction.Power f) {
      return power(z, f.exponent());
    } else if (function instanceof ScalarFunction.Sin) {
      return sin(z);
    } else if (function instanceof ScalarFunction.Cos) {
      return sin(z.add(PI.multiply(HALF)));
    } else if (function instanceof ScalarFunction.Round) {
      return z.setScale(0, RoundingMode.HALF_EVEN);
    } else if (function instanceof ScalarFunction.Floor) {
      return z.setScale(0, RoundingMode.FLOOR);
    } else if (function instanceof ScalarFunction.Ceil) {
      return z.setScale(0, RoundingMode.CEILING);
    }
    throw new IllegalArgumentException("no exact " + function);
  }

  /** e^z: z is halved until small, summed up, and squared back. */
  static BigDecimal exp(BigDecimal z) {
    if (z.compareTo(VANISHING) < 0) {
      return BigDecimal.ZERO;
    }
    int halvings = 0;
    BigDecimal small = z.round(new MathContext(60));
    while (small.abs().compareTo(HALF) > 0) {
      small = small.multiply(HALF);
      halvings++;
    }
    small = small.round(new MathContext(60));
    BigDecimal term = ONE;
    BigDecimal sum = ONE;
    for (int n = 1; n < 45 && term.signum() != 0; n++) {
      term = term.multiply(small, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    for (int i = 0; i < halvings; i++) {
      sum = sum.multiply(sum, DIGITS);
    }
    return sum;
  }

  /** e^z - 1, with all digits of it near 0. */
  private static BigDecimal expm1(BigDecimal z) {
    if (z.abs().compareTo(new BigDecimal("1e-5")) > 0) {
      return exp(z).subtract(ONE);
    }
    BigDecimal term = z;
    BigDecimal sum = z;
    for (int n = 2; n < 12; n++) {
      term = term.multiply(z, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return sum;
  }

  private static BigDecimal sigmoid(BigDecimal z) {
    BigDecimal q = exp(z.abs().negate());
    return (z.signum() >= 0 ? ONE : q).divide(q.add(ONE), DIGITS);
  }

  private static BigDecimal tanh(BigDecimal z) {
    BigDecimal q = expm1(z.abs().multiply(TWO).negate());
    BigDecimal size = q.negate().divide(q.add(TWO), DIGITS);
    return z.signum() < 0 ? size.negate() : size;
  }

  private static BigDecimal softplus(BigDecimal z) {
    BigDecimal q = exp(z.abs().negate());
    BigDecimal rest;
    if (q.compareTo(new BigDecimal("1e-15")) < 0) {
      BigDecimal third = q.divide(BigDecimal.valueOf(3), DIGITS);
      rest = q.multiply(ONE.subtract(q.multiply(HALF.subtract(third))), DIGITS);
    } else {
      rest = log(q.add(ONE));
    }
    return rest.add(z.max(BigDecimal.ZERO));
  }

  /** Newton's iteration for e^y = z, from the double logarithm of z without its exponent. */
  static BigDecimal log(BigDecimal z) {
    if (z.compareTo(ONE) == 0) {
      return BigDecimal.ZERO;
    }
    int exponent = z.precision() - z.scale();
    BigDecimal small = z.scaleByPowerOfTen(-exponent);
    BigDecimal y = logOfModerate(small);
    return exponent == 0
        ? y
        : y.add(logOfModerate(BigDecimal.TEN).multiply(BigDecimal.valueOf(exponent)));
  }

  private static BigDecimal logOfModerate(BigDecimal z) {
    BigDecimal y = new BigDecimal(Math.log(z.doubleValue()));
    for (int i = 0; i < 3; i++) {
      y = y.add(z.divide(exp(y), DIGITS)).subtract(ONE).round(new MathContext(60));
    }
    return y;
  }

  private static BigDecimal erf(BigDecimal z) {
    if (z.abs().compareTo(BigDecimal.valueOf(40)) > 0) {
      return BigDecimal.valueOf(z.signum());
    }
    BigDecimal square = z.multiply(z, DIGITS).multiply(TWO);
    BigDecimal term = z;
    BigDecimal sum = z;
    for (int n = 1; n < 5000; n++) {
      term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf(2 * n + 1), DIGITS);
      sum = sum.add(term, DIGITS);
      if (term.signum() == 0
          || term.precision() - term.scale() < sum.precision() - sum.scale() - 52) {
        break;
      }
    }
    BigDecimal rate = TWO.divide(PI.sqrt(DIGITS), DIGITS);
    return sum.multiply(rate, DIGITS).multiply(exp(z.multiply(z).negate()), DIGITS);
  }

  private static BigDecimal power(BigDecimal z, double exponent) {
    if (Math.rint(exponent) == exponent && Math.abs(exponent) < 100) {
      BigDecimal size = z.pow((int) Math.abs(exponent), new MathContext(200));
      return exponent >= 0 ? size : ONE.divide(size, DIGITS);
    }
    return z.signum() == 0 ? BigDecimal.ZERO : exp(log(z).multiply(new BigDecimal(exponent)));
  }

  private static BigDecimal sin(BigDecimal z) {
    BigDecimal period = PI.multiply(TWO);
    BigDecimal x = z.subtract(period.multiply(z.divide(period, 0, RoundingMode.HALF_EVEN)));
    BigDecimal square = x.multiply(x, DIGITS).negate();
    BigDecimal term = x;
    BigDecimal sum = x;
    for (int n = 2; n < 90 && term.signum() != 0; n += 2) {
      term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf((long) n * (n + 1)), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return sum;
  }

  private static BigDecimal clip(BigDecimal z) {
    return z.max(BigDecimal.ZERO).min(ONE);
  }
}
