package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * LayerNormalization: (x - mean) / sqrt(var + epsilon) scale + bias over the last axes. And
 * RMSNormalization: x / sqrt(mean of x^2 + epsilon) scale.
 *
 * <p>Opset history: LayerNormalization 17, RMSNormalization 23.
 *
 * <p>Attributes: axis = -1, the first of the normalised axes; epsilon = 1e-5; stash_type = 1, which
 * says how a runtime rounds. The optional outputs Mean and InvStdDev are computed where they are
 * named.
 *
 * <p>Lowering: means by ReduceSum and Div, squares by Power(2), the root by Power(-1/2), the
 * product of two variables by Mul.
 */
final class LayerNormalization {
  static final OnnxOperator LAYER =
      OnnxOperator.named("LayerNormalization")
          .since(17, 2, 3, "axis", "epsilon", "stash_type")
          .lowering(LayerNormalization::layer);

  static final OnnxOperator RMS =
      OnnxOperator.named("RMSNormalization")
          .since(23, 2, 2, "axis", "epsilon", "stash_type")
          .lowering(LayerNormalization::rootMeanSquare);

  private LayerNormalization() {}

  private static List<Value> layer(Call call) throws Refusal {
    Value x = call.realInput(0);
    Moments moments = Moments.of(call, x, axes(call, x.shape()), epsilon(call));
    List<Value> outputs = new ArrayList<>(List.of(scaled(call, moments.normalised(call))));
    if (call.outputCount() > 1) {
      outputs.add(moments.mean());
      outputs.add(moments.inverse());
    }
    return outputs;
  }

  private static List<Value> rootMeanSquare(Call call) throws Refusal {
    Value x = call.realInput(0);
    Value square = Moments.meanSquare(call, x, axes(call, x.shape()));
    Value inverse = Moments.inverseRoot(call, square, epsilon(call));
    return List.of(scaled(call, call.step("normalised", new Op.Mul(), x, inverse)));
  }

  private static Value scaled(Call call, Value normalised) throws Refusal {
    Shape shape = normalised.shape();
    Value scale = fitting(call, 1, shape);
    if (call.optionalInput(2).isEmpty()) {
      return call.result(new Op.Mul(), normalised, scale);
    }
    Value scaled = call.step("scaled", new Op.Mul(), normalised, scale);
    return call.result(new Op.Add(), scaled, fitting(call, 2, shape));
  }

  private static Value fitting(Call call, int input, Shape shape) throws Refusal {
    Value operand = call.realInput(input);
    if (!Arithmetic.broadcastsTo(operand.shape(), shape)) {
      throw new Refusal("input " + input + " is " + operand.shape() + " for " + shape);
    }
    return operand;
  }

  private static List<Integer> axes(Call call, Shape x) throws Refusal {
    return Axes.from(Call.axis(call.attributes().integer("axis", -1), x.rank()), x.rank());
  }

  private static float epsilon(Call call) throws Refusal {
    return call.attributes().real("epsilon", 1e-5f);
  }
}
