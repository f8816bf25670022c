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
 * of the constants here ({@code FloatErrorTest} measures it again).
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
    if (op instanceof Op.Mul && variables == 2) {
      return new FloatError(0, gamma(4), 0, ETA);
    }
    return op instanceof Op.Elementwise elementwise ? of(elementwise.function()) : null;
  }

  private static @Nullable FloatError of(ScalarFunction f) {
    if (f instanceof ScalarFunction.Abs || f instanceof ScalarFunction.Clip) {
      return EXACT;
    }
    if (f instanceof ScalarFunction.LeakyRelu) {
      return new FloatError(0, gamma(4), 0, ETA);
    }
    if (f instanceof ScalarFunction.Sigmoid
        || f instanceof ScalarFunction.Tanh
        || f instanceof ScalarFunction.Erf) {
      return new FloatError(0, 0, 0, 0x1p-20);
    }
    if (f instanceof ScalarFunction.Exp) {
      return new FloatError(0, 0x1p-20, 0, 0x1p-120);
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
