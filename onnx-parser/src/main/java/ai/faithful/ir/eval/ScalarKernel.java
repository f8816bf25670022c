package ai.faithful.ir.eval;

import ai.faithful.ir.ScalarFunction;
import java.util.function.DoubleUnaryOperator;

/** The functions of {@link ScalarFunction} in doubles, without needless cancellation. */
public final class ScalarKernel {
  private static final double ROOT_HALF = 0.7071067811865476;
  private static final double ROOT_TWO_OVER_PI = 0.7978845608028654;

  private ScalarKernel() {}

  /** The function itself; NaN outside its domain. */
  public static DoubleUnaryOperator of(ScalarFunction function) {
    if (function instanceof ScalarFunction.LeakyRelu f) {
      return z -> z >= 0 ? z : f.slope() * z;
    }
    if (function instanceof ScalarFunction.Elu f) {
      return z -> z >= 0 ? z : f.alpha() * Math.expm1(z);
    }
    if (function instanceof ScalarFunction.HardSigmoid f) {
      return z -> Math.max(0, Math.min(1, f.alpha() * z + f.beta()));
    }
    if (function instanceof ScalarFunction.Swish f) {
      return z -> z * sigmoid(f.beta() * z);
    }
    if (function instanceof ScalarFunction.Clip f) {
      return z -> Math.max(f.least(), Math.min(f.most(), z));
    }
    if (function instanceof ScalarFunction.ThresholdedRelu f) {
      return z -> z > f.threshold() ? z : 0;
    }
    if (function instanceof ScalarFunction.Step f) {
      return z -> z > 0 || (z == 0 && f.atZero()) ? 1 : Double.isNaN(z) ? z : 0;
    }
    if (function instanceof ScalarFunction.Power f) {
      return z -> Math.pow(z, f.exponent());
    }
    return ofPlain(function);
  }

  private static DoubleUnaryOperator ofPlain(ScalarFunction function) {
    return switch (function.name()) {
      case "Sigmoid" -> ScalarKernel::sigmoid;
      case "Tanh" -> Math::tanh;
      case "Erf" -> ErrorFunction::erf;
      case "Gelu" -> ScalarKernel::gelu;
      case "GeluTanh" -> ScalarKernel::geluTanh;
      case "HardSwish" -> z -> z * Math.max(0, Math.min(1, z / 6 + 0.5));
      case "Mish" -> z -> z * Math.tanh(softplus(z));
      case "Softplus" -> ScalarKernel::softplus;
      case "Softsign" -> z -> z / (1 + Math.abs(z));
      case "Abs" -> Math::abs;
      case "Sign" -> Math::signum;
      case "Exp" -> Math::exp;
      case "Log" -> z -> z > 0 ? Math.log(z) : Double.NaN;
      case "Sqrt" -> Math::sqrt;
      case "Reciprocal" -> z -> 1 / z;
      case "Sin" -> Math::sin;
      case "Cos" -> Math::cos;
      case "Round" -> Math::rint;
      case "Floor" -> Math::floor;
      case "Ceil" -> Math::ceil;
      default -> throw new IllegalStateException("no kernel for " + function);
    };
  }

  private static double sigmoid(double z) {
    if (z >= 0) {
      return 1 / (1 + Math.exp(-z));
    }
    double e = Math.exp(z);
    return e / (1 + e);
  }

  private static double softplus(double z) {
    return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
  }

  /** z (1 + erf(z / sqrt 2)) / 2: for z < 0 the factor is erfc, which does not cancel. */
  private static double gelu(double z) {
    return 0.5 * z * ErrorFunction.erfc(-z * ROOT_HALF);
  }

  /** z (1 + tanh y) / 2 = z sigmoid(2 y). */
  private static double geluTanh(double z) {
    return z * sigmoid(2 * ROOT_TWO_OVER_PI * (z + 0.044715 * z * z * z));
  }
}
