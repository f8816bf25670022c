package ai.faithful.ir.ball;

import ai.faithful.ir.ScalarFunction;

/**
 * The functions of one variable on balls, composed of enclosed ones. Every method throws {@link
 * ArithmeticException} where there is no finite enclosure: outside a function's domain, or across a
 * jump.
 */
public final class ScalarBalls {
  private static final Ball ONE = Ball.exact(1);
  private static final Ball TWO = Ball.exact(2);

  private ScalarBalls() {}

  /** A ball that holds the function's value for every member of x. */
  public static Ball of(ScalarFunction function, Ball x) {
    if (function instanceof ScalarFunction.LeakyRelu f) {
      return relu(x).minus(relu(x.negate()).times(Ball.exact(f.slope())));
    }
    if (function instanceof ScalarFunction.Elu f) {
      Ball below = Transcendental.exp(relu(x.negate()).negate()).minus(ONE);
      return relu(x).plus(below.times(Ball.exact(f.alpha())));
    }
    if (function instanceof ScalarFunction.HardSigmoid f) {
      return clip(x.times(Ball.exact(f.alpha())).plus(Ball.exact(f.beta())), 0, 1);
    }
    if (function instanceof ScalarFunction.Swish f) {
      return x.times(sigmoid(x.times(Ball.exact(f.beta()))));
    }
    if (function instanceof ScalarFunction.Clip f) {
      return clip(x, f.least(), f.most());
    }
    if (function instanceof ScalarFunction.ThresholdedRelu f) {
      return x.least() > f.threshold() ? x : jump(x, 0, x.greatest() <= f.threshold());
    }
    if (function instanceof ScalarFunction.Step f) {
      return constantOn(x, step(f, x.least()), step(f, x.greatest()));
    }
    if (function instanceof ScalarFunction.Power f) {
      return power(x, f.exponent());
    }
    return plain(function, x);
  }

  /** max(x, 0). */
  public static Ball relu(Ball x) {
    return clip(x, 0, Double.POSITIVE_INFINITY);
  }

  /** The greater of two. */
  public static Ball max(Ball a, Ball b) {
    if (a.least() >= b.greatest()) {
      return a;
    }
    return b.least() >= a.greatest()
        ? b
        : new Ball(Math.max(a.mid(), b.mid()), Math.max(a.radius(), b.radius()));
  }

  private static Ball plain(ScalarFunction function, Ball x) {
    return switch (function.name()) {
      case "Sigmoid" -> sigmoid(x);
      case "Tanh" -> Transcendental.tanh(x);
      case "Erf" -> Transcendental.erf(x);
      case "Gelu" -> x.times(ONE.plus(Transcendental.erf(x.over(TWO.sqrt())))).over(TWO);
      case "GeluTanh" -> x.times(ONE.plus(Transcendental.tanh(geluArgument(x)))).over(TWO);
      case "HardSwish" -> x.times(clip(x.over(Ball.exact(6)).plus(Ball.exact(0.5)), 0, 1));
      case "Mish" -> x.times(Transcendental.tanh(softplus(x)));
      case "Softplus" -> softplus(x);
      case "Softsign" -> x.over(ONE.plus(abs(x)));
      case "Abs" -> abs(x);
      case "Sign" -> constantOn(x, Math.signum(x.least()), Math.signum(x.greatest()));
      case "Exp" -> Transcendental.exp(x);
      case "Log" -> Transcendental.log(x);
      case "Sqrt" -> x.isExact() && x.mid() == 0 ? Ball.ZERO : x.sqrt();
      case "Reciprocal" -> ONE.over(x);
      case "Sin" -> Transcendental.sin(x);
      case "Cos" -> Transcendental.cos(x);
      case "Round" -> constantOn(x, Math.rint(x.least()), Math.rint(x.greatest()));
      case "Floor" -> constantOn(x, Math.floor(x.least()), Math.floor(x.greatest()));
      case "Ceil" -> constantOn(x, Math.ceil(x.least()), Math.ceil(x.greatest()));
      default -> throw new IllegalStateException("no enclosure of " + function);
    };
  }

  /** Changes of x by no more than its radius change the clipped number by no more. */
  private static Ball clip(Ball x, double least, double most) {
    double mid = Math.max(least, Math.min(most, x.mid()));
    boolean decided = x.greatest() <= least || x.least() >= most;
    return decided ? Ball.exact(mid) : new Ball(mid, x.radius());
  }

  private static Ball abs(Ball x) {
    return new Ball(Math.abs(x.mid()), x.radius());
  }

  private static Ball sigmoid(Ball x) {
    if (x.mid() >= 0) {
      return ONE.over(ONE.plus(Transcendental.exp(x.negate())));
    }
    Ball e = Transcendental.exp(x);
    return e.over(ONE.plus(e));
  }

  /** max(x, 0) + ln(1 + e^-|x|). */
  private static Ball softplus(Ball x) {
    Ball small = Transcendental.exp(abs(x).negate());
    return relu(x).plus(Transcendental.log(ONE.plus(small)));
  }

  /** sqrt(2 / pi) (x + 0.044715 x^3). */
  private static Ball geluArgument(Ball x) {
    Ball cubic = Ball.exact(44715).over(Ball.exact(1_000_000)).times(x).times(x).times(x);
    return TWO.over(Transcendental.PI).sqrt().times(x.plus(cubic));
  }

  private static Ball power(Ball x, double exponent) {
    if (exponent == Math.rint(exponent) && Math.abs(exponent) <= 64) {
      Ball product = ONE;
      for (int i = 0; i < Math.abs(exponent); i++) {
        product = product.times(x);
      }
      return exponent < 0 ? ONE.over(product) : product;
    }
    if (x.isExact() && x.mid() == 0 && exponent > 0) {
      return Ball.ZERO;
    }
    if (2 * exponent == Math.rint(2 * exponent) && Math.abs(exponent) <= 32) {
      return power(x.sqrt(), 2 * exponent);
    }
    return Transcendental.exp(Transcendental.log(x).times(Ball.exact(exponent)));
  }

  private static double step(ScalarFunction.Step f, double z) {
    return z > 0 || (z == 0 && f.atZero()) ? 1 : 0;
  }

  private static Ball constantOn(Ball x, double atLeast, double atGreatest) {
    return jump(x, atLeast, atLeast == atGreatest);
  }

  private static Ball jump(Ball x, double value, boolean decided) {
    if (!decided) {
      throw new ArithmeticException("a jump within " + x);
    }
    return Ball.exact(value);
  }
}
