package ai.faithful.verify.curve;

import ai.faithful.ir.ScalarFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Functions, and intervals of all kinds, for tests. */
public final class Intervals {
  private Intervals() {}

  /** Every scalar function, with several parameters. */
  public static List<ScalarFunction> functions() {
    double infinity = Double.POSITIVE_INFINITY;
    List<ScalarFunction> functions =
        new ArrayList<>(
            List.of(
                new ScalarFunction.LeakyRelu(0.01f),
                new ScalarFunction.LeakyRelu(-0.3f),
                new ScalarFunction.LeakyRelu(1.5f),
                new ScalarFunction.Elu(1),
                new ScalarFunction.Elu(1.6732631921768188),
                new ScalarFunction.Elu(-0.5),
                new ScalarFunction.Sigmoid(),
                new ScalarFunction.Tanh(),
                new ScalarFunction.Erf(),
                new ScalarFunction.Gelu(),
                new ScalarFunction.GeluTanh(),
                new ScalarFunction.HardSigmoid(0.2f, 0.5f),
                new ScalarFunction.HardSigmoid(1 / 6f, 0.5f),
                new ScalarFunction.HardSigmoid(-0.3f, 0.1f),
                new ScalarFunction.HardSigmoid(1, 0),
                new ScalarFunction.HardSwish(),
                new ScalarFunction.Swish(1),
                new ScalarFunction.Swish(1.702f),
                new ScalarFunction.Swish(-0.7f),
                new ScalarFunction.Mish(),
                new ScalarFunction.Softplus()));
    functions.addAll(
        List.of(
            new ScalarFunction.Softsign(),
            new ScalarFunction.Clip(-1, 6),
            new ScalarFunction.Clip(0, infinity),
            new ScalarFunction.Clip(-infinity, 0.25),
            new ScalarFunction.Step(false),
            new ScalarFunction.Step(true),
            new ScalarFunction.ThresholdedRelu(1),
            new ScalarFunction.ThresholdedRelu(-0.5),
            new ScalarFunction.Abs(),
            new ScalarFunction.Sign(),
            new ScalarFunction.Exp(),
            new ScalarFunction.Log(),
            new ScalarFunction.Sqrt(),
            new ScalarFunction.Reciprocal(),
            new ScalarFunction.Power(2),
            new ScalarFunction.Power(3),
            new ScalarFunction.Power(0.5),
            new ScalarFunction.Power(1.1f),
            new ScalarFunction.Power(-1),
            new ScalarFunction.Power(-2),
            new ScalarFunction.Power(-0.5),
            new ScalarFunction.Sin(),
            new ScalarFunction.Cos(),
            new ScalarFunction.Round(),
            new ScalarFunction.Floor(),
            new ScalarFunction.Ceil()));
    return functions;
  }

  /** An interval where the function is defined: tiny, huge, of one point, one-sided, or wide. */
  public static double[] random(ScalarFunction function, Random random) {
    double limit = limit(function);
    double a;
    double b;
    switch (random.nextInt(6)) {
      case 0 -> {
        a = random.nextGaussian() * 3;
        b = a + Math.scalb(random.nextDouble(), -random.nextInt(50));
      }
      case 1 -> {
        a = random.nextGaussian() * Math.scalb(1.0, random.nextInt(1096) - 996);
        b = random.nextGaussian() * Math.scalb(1.0, random.nextInt(1096) - 996);
      }
      case 2 -> {
        a = random.nextInt(9) / 2.0 - 2;
        b = random.nextInt(4) == 0 ? a : a + random.nextInt(8) / 2.0;
      }
      case 3 -> {
        a = random.nextGaussian() * 30;
        b = random.nextGaussian() * 30;
      }
      default -> {
        a = random.nextGaussian() * 3;
        b = random.nextGaussian() * 3;
      }
    }
    a = Math.max(-limit, Math.min(limit, a));
    b = Math.max(-limit, Math.min(limit, b));
    return fitted(function, a, b, random);
  }

  /** The interval between two points, or between points like them where the function is defined. */
  static double[] fitted(ScalarFunction function, double first, double second, Random random) {
    double a = first;
    double b = second;
    if (onePositive(function)) {
      a = Math.max(Math.abs(a), 1e-300);
      b = Math.max(Math.abs(b), 1e-300);
    } else if (sided(function)) {
      boolean negative = random.nextBoolean();
      a = Math.max(Math.abs(a), 1e-300) * (negative ? -1 : 1);
      b = Math.max(Math.abs(b), 1e-300) * (negative ? -1 : 1);
    }
    return new double[] {Math.min(a, b), Math.max(a, b)};
  }

  /** Beyond, exact evaluation has no digits left. */
  private static double limit(ScalarFunction function) {
    if (function instanceof ScalarFunction.Exp) {
      return 600;
    }
    boolean waves =
        function instanceof ScalarFunction.Sin || function instanceof ScalarFunction.Cos;
    return waves ? 1e15 : 1e30;
  }

  private static boolean onePositive(ScalarFunction function) {
    boolean root =
        function instanceof ScalarFunction.Power f && Math.rint(f.exponent()) != f.exponent();
    return root
        || function instanceof ScalarFunction.Log
        || function instanceof ScalarFunction.Sqrt;
  }

  private static boolean sided(ScalarFunction function) {
    return function instanceof ScalarFunction.Reciprocal
        || (function instanceof ScalarFunction.Power f && f.exponent() < 0);
  }
}
