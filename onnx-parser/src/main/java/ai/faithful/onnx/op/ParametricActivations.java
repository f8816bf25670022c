package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.List;

/**
 * Activations whose shape attributes set: LeakyRelu, Elu, Selu, Celu, Gelu, HardSigmoid, Swish,
 * ThresholdedRelu.
 *
 * <p>Opset history: LeakyRelu, Elu, Selu and HardSigmoid 6 (drops an attribute of 1),
 * ThresholdedRelu 10, Celu 12, Gelu 20, Swish 24; others add element types.
 *
 * <p>Attributes: LeakyRelu alpha = 0.01; Elu alpha = 1; Selu alpha = 1.6732632, gamma = 1.050701;
 * Celu alpha = 1 (above 0); Gelu approximate = none, or tanh; HardSigmoid alpha = 0.2, beta = 0.5;
 * Swish alpha = 1; ThresholdedRelu alpha = 1. Their float32 values are taken as they are.
 *
 * <p>Lowering: the function of the same name; Selu as gamma times Elu, Celu as alpha Elu(x /
 * alpha).
 */
final class ParametricActivations {
  static final OnnxOperator LEAKY_RELU =
      OnnxOperator.named("LeakyRelu")
          .since(6, 1, 1, "alpha")
          .lowering(
              call -> function(call, new ScalarFunction.LeakyRelu(real(call, "alpha", 0.01f))));

  static final OnnxOperator ELU =
      OnnxOperator.named("Elu")
          .since(6, 1, 1, "alpha")
          .lowering(call -> function(call, new ScalarFunction.Elu(real(call, "alpha", 1))));

  static final OnnxOperator SELU =
      OnnxOperator.named("Selu")
          .since(6, 1, 1, "alpha", "gamma")
          .lowering(ParametricActivations::selu);

  static final OnnxOperator CELU =
      OnnxOperator.named("Celu").since(12, 1, 1, "alpha").lowering(ParametricActivations::celu);

  static final OnnxOperator GELU =
      OnnxOperator.named("Gelu")
          .since(20, 1, 1, "approximate")
          .lowering(call -> function(call, gelu(call.attributes())));

  static final OnnxOperator HARD_SIGMOID =
      OnnxOperator.named("HardSigmoid")
          .since(6, 1, 1, "alpha", "beta")
          .lowering(
              call ->
                  function(
                      call,
                      new ScalarFunction.HardSigmoid(
                          real(call, "alpha", 0.2f), real(call, "beta", 0.5f))));

  static final OnnxOperator SWISH =
      OnnxOperator.named("Swish")
          .since(24, 1, 1, "alpha")
          .lowering(call -> function(call, new ScalarFunction.Swish(real(call, "alpha", 1))));

  static final OnnxOperator THRESHOLDED_RELU =
      OnnxOperator.named("ThresholdedRelu")
          .since(10, 1, 1, "alpha")
          .lowering(call -> List.of(aboveThreshold(call, call.realInput(0))));

  private ParametricActivations() {}

  private static double real(Call call, String attribute, float otherwise) throws Refusal {
    return call.attributes().real(attribute, otherwise);
  }

  private static List<Value> function(Call call, ScalarFunction function) throws Refusal {
    return Elementary.lower(call, new Op.Elementwise(function));
  }

  private static Value aboveThreshold(Call call, Value x) throws Refusal {
    double threshold = real(call, "alpha", 1);
    return call.result(
        threshold == 0
            ? new Op.Relu()
            : new Op.Elementwise(new ScalarFunction.ThresholdedRelu(threshold)),
        x);
  }

  private static ScalarFunction gelu(Attributes attributes) throws Refusal {
    String approximate = attributes.string("approximate", "none");
    return switch (approximate) {
      case "none" -> new ScalarFunction.Gelu();
      case "tanh" -> new ScalarFunction.GeluTanh();
      default -> throw new Refusal("has approximate = " + Text.quote(approximate), "none, tanh");
    };
  }

  private static List<Value> selu(Call call) throws Refusal {
    double alpha = real(call, "alpha", 1.6732632f);
    float gamma = call.attributes().real("gamma", 1.050701f);
    Value x = call.realInput(0);
    Value elu = call.step("elu", new Op.Elementwise(new ScalarFunction.Elu(alpha)), x);
    return List.of(call.result(new Op.Mul(), elu, scalar(call, gamma, x)));
  }

  /** max(0, x) + min(0, alpha (e^(x / alpha) - 1)). */
  private static List<Value> celu(Call call) throws Refusal {
    float alpha = call.attributes().real("alpha", 1);
    if (alpha <= 0) {
      throw new Refusal("has alpha = " + alpha, "alpha above 0");
    }
    Op elu = new Op.Elementwise(new ScalarFunction.Elu(1));
    Value x = call.realInput(0);
    if (alpha == 1) {
      return List.of(call.result(elu, x));
    }
    Value factor = scalar(call, alpha, x);
    Value scaled = call.step("elu", elu, call.step("scaled", new Op.Div(), x, factor));
    return List.of(call.result(new Op.Mul(), scaled, factor));
  }

  static Value scalar(Call call, float value, Value like) {
    return call.known(Tensor.ofFloats(Shape.SCALAR, value), like.type());
  }
}
