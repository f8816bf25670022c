package ai.faithful.verify.curve;

import ai.faithful.ir.ScalarFunction;

/** Scalar functions in doubles, to about ten digits; NaN for those worth no shortcut. */
final class Approximate {
  private Approximate() {}

  static double value(ScalarFunction function, double z) {
    if (function instanceof ScalarFunction.Sigmoid) {
      return 1 / (1 + Math.exp(-z));
    } else if (function instanceof ScalarFunction.Tanh) {
      return Math.tanh(z);
    } else if (function instanceof ScalarFunction.Erf) {
      return erf(z);
    } else if (function instanceof ScalarFunction.Gelu) {
      return z < -4 ? Double.NaN : z * (1 + erf(z / Math.sqrt(2))) / 2;
    } else if (function instanceof ScalarFunction.GeluTanh) {
      double inner = Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z);
      return z / (1 + Math.exp(-2 * inner));
    } else if (function instanceof ScalarFunction.Swish f) {
      return z / (1 + Math.exp(-f.beta() * z));
    } else if (function instanceof ScalarFunction.Mish) {
      return z < -10 || z > 300 ? Double.NaN : z * Math.tanh(Math.log1p(Math.exp(z)));
    } else if (function instanceof ScalarFunction.Softplus) {
      return z > 300 ? z : Math.log1p(Math.exp(z));
    } else if (function instanceof ScalarFunction.Exp) {
      return Math.exp(z);
    } else if (function instanceof ScalarFunction.Log) {
      return Math.log(z);
    } else if (function instanceof ScalarFunction.Power f) {
      return Math.pow(z, f.exponent());
    } else if (function instanceof ScalarFunction.Sin) {
      return Math.sin(z);
    } else if (function instanceof ScalarFunction.Cos) {
      return Math.cos(z);
    }
    return Double.NaN;
  }

  /** The sum of 2^n z^(2n+1) / (1 3 5 ... (2n+1)), all of one sign. */
  private static double erf(double z) {
    if (Math.abs(z) > 6) {
      return Math.signum(z);
    }
    double term = z;
    double sum = z;
    for (int n = 1; n < 150; n++) {
      term *= 2 * z * z / (2 * n + 1);
      sum += term;
    }
    return sum * 2 / Math.sqrt(Math.PI) * Math.exp(-z * z);
  }
}
