package ai.faithful.verify.curve;

import ai.faithful.ir.ScalarFunction;

/**
 * How the graph of a {@link ScalarFunction} lies: what supports it from below, and its negative.
 *
 * @param below lines below the function
 * @param above lines below its negative
 */
public record ScalarShape(Support below, Support above) {
  /** The shape of a function. */
  public static ScalarShape of(ScalarFunction function) {
    if (function instanceof ScalarFunction.Sign) {
      return new ScalarShape(new SignStep(), new Reflected(new SignStep()));
    }
    if (function instanceof ScalarFunction.Step f) {
      return new ScalarShape(new UnitStep(f.atZero(), 1), new UnitStep(f.atZero(), -1));
    }
    if (function instanceof ScalarFunction.ThresholdedRelu f) {
      return new ScalarShape(new Threshold(f.threshold(), 1), new Threshold(f.threshold(), -1));
    }
    if (function instanceof ScalarFunction.Floor) {
      return new ScalarShape(new Steps(0), new Reflected(new Steps(-1)));
    }
    if (function instanceof ScalarFunction.Ceil) {
      return new ScalarShape(new Steps(-1), new Reflected(new Steps(0)));
    }
    if (function instanceof ScalarFunction.Round) {
      return new ScalarShape(new Steps(-0.5), new Reflected(new Steps(-0.5)));
    }
    if (function instanceof ScalarFunction.Reciprocal) {
      return sided(new Inverse(true), new Inverse(false));
    }
    if (function instanceof ScalarFunction.Power f && f.exponent() != 0 && f.exponent() != 1) {
      Curve positive = new Power(f.exponent(), true);
      boolean oneSided = f.exponent() < 0 && Math.rint(f.exponent()) == f.exponent();
      return oneSided ? sided(positive, new Power(f.exponent(), false)) : of(positive);
    }
    return of(curve(function));
  }

  private static ScalarShape of(Curve curve) {
    return new ScalarShape(new CurveSupport(curve), new CurveSupport(new Negated(curve)));
  }

  private static ScalarShape sided(Curve positive, Curve negative) {
    return new ScalarShape(
        new SidedSupport(new CurveSupport(positive), new CurveSupport(negative)),
        new SidedSupport(
            new CurveSupport(new Negated(positive)), new CurveSupport(new Negated(negative))));
  }

  private static Curve curve(ScalarFunction function) {
    if (function instanceof ScalarFunction.LeakyRelu f) {
      return PiecewiseLinear.leakyRelu(f.slope());
    } else if (function instanceof ScalarFunction.Elu f) {
      return new Elu(f.alpha());
    } else if (function instanceof ScalarFunction.Sigmoid) {
      return new Logistic();
    } else if (function instanceof ScalarFunction.Tanh) {
      return new HyperbolicTangent();
    } else if (function instanceof ScalarFunction.Erf) {
      return new ErrorFunction();
    } else if (function instanceof ScalarFunction.Gelu) {
      return new Gelu();
    } else if (function instanceof ScalarFunction.GeluTanh) {
      return new GeluTanh();
    } else if (function instanceof ScalarFunction.HardSigmoid f) {
      return PiecewiseLinear.hardSigmoid(f.alpha(), f.beta());
    } else if (function instanceof ScalarFunction.HardSwish) {
      return new HardSwish();
    } else if (function instanceof ScalarFunction.Swish f) {
      return Swish.of(f.beta());
    } else if (function instanceof ScalarFunction.Mish) {
      return new Mish();
    } else if (function instanceof ScalarFunction.Softplus) {
      return new Softplus();
    } else if (function instanceof ScalarFunction.Softsign) {
      return new Softsign();
    } else if (function instanceof ScalarFunction.Clip f) {
      return PiecewiseLinear.clip(f.least(), f.most());
    } else if (function instanceof ScalarFunction.Abs) {
      return PiecewiseLinear.abs();
    } else if (function instanceof ScalarFunction.Exp) {
      return new Exponential();
    } else if (function instanceof ScalarFunction.Log) {
      return new Logarithm();
    } else if (function instanceof ScalarFunction.Sqrt) {
      return new SquareRoot();
    } else if (function instanceof ScalarFunction.Power f) {
      return PiecewiseLinear.line(f.exponent());
    } else if (function instanceof ScalarFunction.Sin) {
      return new Wave(false);
    } else if (function instanceof ScalarFunction.Cos) {
      return new Wave(true);
    }
    throw new IllegalArgumentException("no shape of " + function);
  }
}
