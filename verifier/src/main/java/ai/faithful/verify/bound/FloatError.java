package ai.faithful.verify.bound;

import ai.faithful.ir.Node;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.verify.rule.Precision;
import org.jspecify.annotations.Nullable;

/**
 * How far the value that ONNX Runtime's CPU kernels compute in float32 for a node can be from the
 * node's real function of the same float32 operands: {@code perTerm} times the sum of the
 * magnitudes of all terms, plus {@code ofValue} times the magnitude of the value, plus {@code
 * ofOperand} times that of the operand, plus {@code absolute} (THEORY 7).
 *
 * <p>Sums: any order, with or without FMA, gamma_n. {@value #SPARE} further roundings leave room
 * for what graph optimisation may fold into a product or a sum: scales and biases of its
 * neighbours.
 *
 * <p>Transcendental functions are polynomials and rational functions there, whose errors are not
 * documented. Measured over a dense grid of their range, ONNX Runtime on x86-64 stays within 0.29
 * of the constants here ({@code FloatErrorTest} measures it again, and fails beyond a half). What
 * is made of them adds up: Gelu is x / 2 times an error function and 1.
 *
 * @param perTerm for affine operators
 * @param ofValue relative error of the result
 * @param ofOperand for functions that multiply by their operand
 * @param absolute of the result
 */
record FloatError(double perTerm, double ofValue, double ofOperand, double absolute) {
  /** Further roundings of a term. */
  static final int SPARE = 16;

  private static final double ETA = Float.MIN_NORMAL;
  private static final FloatError EXACT = new FloatError(0, 0, 0, 0);

  boolean isExact() {
    return perTerm == 0 && ofValue == 0 && ofOperand == 0 && absolute == 0;
  }

  /** Of an affine operator in which a term passes through n roundings. */
  static FloatError affine(int n) {
    double gamma = Rounding.gamma(n + SPARE, Precision.FLOAT32);
    return new FloatError(gamma, 0, (n + SPARE) * ETA, 2 * (n + SPARE) * ETA);
  }

  /**
   * Of a sum of n squares (x - m)^2 about a mean m, each counted as the term (|x| + |m|)^2. With d
   * = x - m as computed, whatever its rounding, and the mean as computed, the runtime may sum d^2,
   * or take n m^2 from a sum of x^2: of the squares gamma_{n+2}, of the mean in its own square 2
   * gamma_n, and for another rounding of d where it is used again, 2 gamma_{2(SPARE+2)}, each of
   * the sum of the terms; all below gamma_{4 (n + 3 SPARE)}.
   */
  static FloatError variance(int n) {
    int roundings = 4 * (n + 3 * SPARE);
    double gamma = Rounding.gamma(roundings, Precision.FLOAT32);
    return new FloatError(gamma, 0, roundings * ETA, 2 * roundings * ETA);
  }

  /**
   * The error of any other operator, null if none is known.
   *
   * @param variables number of operands that depend on the input
   */
  static @Nullable FloatError of(Node node, int variables) {
    Op op = node.op();
    if (op instanceof Op.Relu
        || op instanceof Op.Reshape
        || op instanceof Op.Transpose
        || op instanceof Op.Concat
        || op instanceof Op.Gather
        || op instanceof Op.Pad
        || op instanceof Op.Expand
        || op instanceof Op.Max
        || op instanceof Op.MaxPool
        || op instanceof Op.ReduceMax) {
      return EXACT;
    }
    if ((op instanceof Op.Mul && variables == 2) || (op instanceof Op.Div && variables > 0)) {
      return new FloatError(0, gamma(4), 0, ETA);
    }
    if (op instanceof Op.Softmax softmax) {
      return new FloatError(0, 0, 0, ofSoftmax(node.shape().dim(softmax.axis())));
    }
    if (op instanceof Op.LogSoftmax softmax) {
      // x_j - max, the logarithm of a sum of exponentials, one or two differences.
      double ofLogarithm = 2 * ofSoftmax(node.shape().dim(softmax.axis()));
      return new FloatError(0, gamma(4), gamma(4), ofLogarithm);
    }
    return op instanceof Op.Elementwise elementwise ? of(elementwise.function()) : null;
  }

  /**
   * Of a softmax of k elements. Each e^(z_j - max) has the relative error of the difference's
   * rounding, u times the gap, and of the exponential, less than 2^-20; the sum adds gamma_k, the
   * quotient u. As p_j times its gap is at most 1/e, and the gaps' mean under p at most ln k + 1, a
   * probability errs by at most 2^-19 + u (k + ln k + 4).
   */
  static double ofSoftmax(int k) {
    return 0x1p-18 + 0x1p-23 * k;
  }

  private static @Nullable FloatError of(ScalarFunction f) {
    if (f instanceof ScalarFunction.Abs
        || f instanceof ScalarFunction.Clip
        || f instanceof ScalarFunction.ThresholdedRelu
        || f instanceof ScalarFunction.Step
        || f instanceof ScalarFunction.Sign
        || f instanceof ScalarFunction.Round
        || f instanceof ScalarFunction.Floor
        || f instanceof ScalarFunction.Ceil) {
      return EXACT;
    }
    if (f instanceof ScalarFunction.LeakyRelu || f instanceof ScalarFunction.Softsign) {
      return new FloatError(0, gamma(8), 0, ETA);
    }
    if (f instanceof ScalarFunction.Sigmoid
        || f instanceof ScalarFunction.Tanh
        || f instanceof ScalarFunction.Erf) {
      return new FloatError(0, 0, 0, 0x1p-20);
    }
    if (f instanceof ScalarFunction.Power) {
      return new FloatError(0, 0x1p-20, 0, ETA);
    }
    if (f instanceof ScalarFunction.Log) {
      return new FloatError(0, 0x1p-20, 0, 0x1p-20);
    }
    if (f instanceof ScalarFunction.Exp) {
      return new FloatError(0, 0x1p-20, 0, 0x1p-120);
    }
    if (f instanceof ScalarFunction.Elu elu) {
      // alpha (e^x - 1): the exponential's error, at most 1, and the difference's.
      return new FloatError(0, gamma(4), 0, 0x1p-20 * Math.max(1, Math.abs(elu.alpha())));
    }
    if (f instanceof ScalarFunction.Softplus) {
      // ln (1 + e^x), or x + ln (1 + e^-x).
      return new FloatError(0, 0x1p-20, 0, 0x1p-20);
    }
    if (f instanceof ScalarFunction.HardSigmoid hard) {
      // alpha x + beta is between 0 and 1 where it is not cut.
      return new FloatError(0, 0, 0, gamma(8) * (1 + Math.abs(hard.beta())));
    }
    if (f instanceof ScalarFunction.HardSwish) {
      // x times that; |x| is below 3 where it is not cut.
      return new FloatError(0, gamma(8), 0, 0x1p-19);
    }
    if (f instanceof ScalarFunction.Gelu
        || f instanceof ScalarFunction.GeluTanh
        || f instanceof ScalarFunction.Swish) {
      return new FloatError(0, gamma(8), 0x1p-19, ETA);
    }
    if (f instanceof ScalarFunction.Mish) {
      return new FloatError(0, gamma(8), 0x1p-18, ETA);
    }
    if (f instanceof ScalarFunction.Sqrt || f instanceof ScalarFunction.Reciprocal) {
      return new FloatError(0, 0x1p-21, 0, ETA);
    }
    return null;
  }

  private static double gamma(int n) {
    return Rounding.gamma(n, Precision.FLOAT32);
  }
}
