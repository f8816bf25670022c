package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import java.util.List;

/**
 * Shrink: x + bias for x below -lambd, x - bias for x above lambd, else 0.
 *
 * <p>Opset history: 9. Attributes: lambd = 0.5 (at least 0), bias = 0.
 *
 * <p>Lowering: T(x - bias) - T(-x - bias), where T hands on what is above lambd - bias: Relu where
 * that is 0 (the soft shrinkage), else ThresholdedRelu.
 */
final class Shrink {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("Shrink").since(9, 1, 1, "lambd", "bias").lowering(Shrink::lower);

  private Shrink() {}

  private static List<Value> lower(Call call) throws Refusal {
    double lambda = call.attributes().real("lambd", 0.5f);
    float bias = call.attributes().real("bias", 0);
    double threshold = lambda - bias;
    if (lambda < 0 || threshold + bias != lambda || lambda - threshold != bias) {
      throw new Refusal("has lambd = " + lambda + ", bias = " + bias, "lambd of at least 0");
    }
    Op above =
        threshold == 0
            ? new Op.Relu()
            : new Op.Elementwise(new ScalarFunction.ThresholdedRelu(threshold));
    Value x = call.realInput(0);
    Value shift = ParametricActivations.scalar(call, bias, x);
    Value minus = call.step("minus", new Op.Mul(), x, ParametricActivations.scalar(call, -1, x));
    Value right = call.step("right", above, call.step("down", new Op.Sub(), x, shift));
    Value left = call.step("left", above, call.step("up", new Op.Sub(), minus, shift));
    return List.of(call.result(new Op.Sub(), right, left));
  }
}
