package ai.faithful.ir;

import java.util.Locale;

/**
 * The functions of one variable that {@link Op.Elementwise} applies: their exact real-number
 * meaning. Parameters are the exact values of the file's float32 attributes.
 */
public sealed interface ScalarFunction {
  /** The function's name, as printed in graphs and messages. */
  default String name() {
    return getClass().getSimpleName();
  }

  /** z for z >= 0, else slope z. */
  record LeakyRelu(double slope) implements ScalarFunction {}

  /** z for z >= 0, else alpha (e^z - 1). */
  record Elu(double alpha) implements ScalarFunction {}

  /** 1 / (1 + e^-z). */
  record Sigmoid() implements ScalarFunction {}

  record Tanh() implements ScalarFunction {}

  /** The error function. */
  record Erf() implements ScalarFunction {}

  /** z (1 + erf(z / sqrt 2)) / 2. */
  record Gelu() implements ScalarFunction {}

  /** z (1 + tanh(sqrt(2 / pi) (z + 0.044715 z^3))) / 2, with the decimals as they stand. */
  record GeluTanh() implements ScalarFunction {}

  /** max(0, min(1, alpha z + beta)). */
  record HardSigmoid(double alpha, double beta) implements ScalarFunction {}

  /** z max(0, min(1, z / 6 + 1 / 2)). */
  record HardSwish() implements ScalarFunction {}

  /** z / (1 + e^(-beta z)). */
  record Swish(double beta) implements ScalarFunction {}

  /** z tanh(ln(1 + e^z)). */
  record Mish() implements ScalarFunction {}

  /** ln(1 + e^z). */
  record Softplus() implements ScalarFunction {}

  /** z / (1 + |z|). */
  record Softsign() implements ScalarFunction {}

  /** max(least, min(most, z)); either end may be infinite. */
  record Clip(double least, double most) implements ScalarFunction {
    public Clip {
      if (!(least <= most)) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "clips to [%s, %s]", least, most));
      }
    }
  }

  /** z for z > threshold, else 0. */
  record ThresholdedRelu(double threshold) implements ScalarFunction {}

  /** 1 for z > 0, else 0; at 0 one or the other. */
  record Step(boolean atZero) implements ScalarFunction {}

  record Abs() implements ScalarFunction {}

  /** -1, 0 or 1. */
  record Sign() implements ScalarFunction {}

  record Exp() implements ScalarFunction {}

  /** The natural logarithm, of z > 0. */
  record Log() implements ScalarFunction {}

  /** The square root, of z >= 0. */
  record Sqrt() implements ScalarFunction {}

  /** 1 / z, of z != 0. */
  record Reciprocal() implements ScalarFunction {}

  /**
   * z^exponent; of z > 0 unless the exponent is a positive integer, of z != 0 for a negative one.
   */
  record Power(double exponent) implements ScalarFunction {}

  record Sin() implements ScalarFunction {}

  record Cos() implements ScalarFunction {}

  /** The nearest integer, halves to the even one. */
  record Round() implements ScalarFunction {}

  record Floor() implements ScalarFunction {}

  record Ceil() implements ScalarFunction {}
}
