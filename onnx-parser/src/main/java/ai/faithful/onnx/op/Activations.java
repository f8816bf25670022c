package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;

/**
 * Activations without attributes: Relu, Sigmoid, Tanh, Softplus, Softsign, HardSwish, Mish, Erf.
 *
 * <p>Opset history: Relu, Sigmoid and Tanh 6 (drops an attribute of 1), Softplus and Softsign 1,
 * Erf 9, HardSwish 14, Mish 18; later ones add element types.
 *
 * <p>Lowering: Relu, or the function of the same name.
 */
final class Activations {
  static final OnnxOperator RELU = of("Relu", 6, new Op.Relu());
  static final OnnxOperator SIGMOID = of("Sigmoid", 6, new ScalarFunction.Sigmoid());
  static final OnnxOperator TANH = of("Tanh", 6, new ScalarFunction.Tanh());
  static final OnnxOperator SOFTPLUS = of("Softplus", 1, new ScalarFunction.Softplus());
  static final OnnxOperator SOFTSIGN = of("Softsign", 1, new ScalarFunction.Softsign());
  static final OnnxOperator HARD_SWISH = of("HardSwish", 14, new ScalarFunction.HardSwish());
  static final OnnxOperator MISH = of("Mish", 18, new ScalarFunction.Mish());
  static final OnnxOperator ERF = of("Erf", 9, new ScalarFunction.Erf());

  private Activations() {}

  private static OnnxOperator of(String type, int since, ScalarFunction function) {
    return of(type, since, new Op.Elementwise(function));
  }

  private static OnnxOperator of(String type, int since, Op op) {
    return OnnxOperator.named(type).since(since, 1, 1).lowering(call -> Elementary.lower(call, op));
  }
}
