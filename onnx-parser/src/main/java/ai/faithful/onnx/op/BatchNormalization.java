package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.ball.Ball;
import ai.faithful.ir.ball.ConstantArithmetic;
import ai.faithful.ir.ball.ConstantLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * BatchNormalization at inference: y = scale (x - mean) / sqrt(var + epsilon) + bias per channel.
 *
 * <p>Opset history: 6 has is_test (only 1 is inference) and spatial (only 1 is per channel); 7
 * drops is_test; 9 drops spatial; 14 adds training_mode; 15 adds element types.
 *
 * <p>Attributes: epsilon = 1e-5, momentum = 0.9 (of no effect at inference), is_test = 0 (6),
 * spatial = 1 (6 to 8), training_mode = 0 (from 14).
 *
 * <p>Lowering: Sub of the mean, Mul by scale / sqrt(var + epsilon), a constant with the radius that
 * the square root and the division cost, Add of the bias. Passes merge mean and bias; as they are,
 * they say how large the terms are that a runtime's shift is made of, and may cancel.
 */
final class BatchNormalization {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("BatchNormalization")
          .since(6, 5, 5, "epsilon", "momentum", "is_test", "spatial")
          .since(7, 5, 5, "epsilon", "momentum", "spatial")
          .since(9, 5, 5, "epsilon", "momentum")
          .since(14, 5, 5, "epsilon", "momentum", "training_mode")
          .lowering(BatchNormalization::lower);

  private BatchNormalization() {}

  private static List<Value> lower(Call call) throws Refusal {
    Attributes attributes = call.attributes();
    if ((call.opset() < 7 && !attributes.flag("is_test")) || attributes.flag("training_mode")) {
      throw new Refusal("normalises by the statistics of the batch", "inference mode");
    }
    if (attributes.integer("spatial", 1) != 1) {
      throw new Refusal("has spatial = 0", "spatial = 1");
    }
    Value x = call.realInput(0);
    if (x.shape().rank() < 2) {
      throw new Refusal("normalises " + x.shape(), "[N,C,...]");
    }
    Constant scale = perChannel(call, 1, x.shape());
    Constant bias = perChannel(call, 2, x.shape());
    Constant mean = perChannel(call, 3, x.shape());
    Constant variance = perChannel(call, 4, x.shape());
    Ball epsilon = Ball.exact(attributes.real("epsilon", 1e-5f));
    try {
      Constant deviation = ConstantArithmetic.map(variance, v -> v.plus(epsilon).sqrt());
      Constant factor = ConstantArithmetic.divide(scale, deviation);
      Value y = call.step("centred", new Op.Sub(), x, call.constant("mean", mean, x.type()));
      y = call.step("scaled", new Op.Mul(), y, call.constant("factor", factor, x.type()));
      return List.of(call.result(new Op.Add(), y, call.constant("bias", bias, x.type())));
    } catch (ArithmeticException e) {
      throw new Refusal("variance + epsilon is not positive, or a result is not finite");
    }
  }

  private static Constant perChannel(Call call, int input, Shape x) throws Refusal {
    Constant vector = call.knownInput(input).constant();
    if (!vector.shape().equals(Shape.of(x.dim(1)))) {
      throw new Refusal("input " + input + " is " + vector.shape(), "[" + x.dim(1) + "]");
    }
    List<Integer> dims = new ArrayList<>(Collections.nCopies(x.rank() - 1, 1));
    dims.set(0, x.dim(1));
    return ConstantLayout.reshape(vector, new Shape(dims));
  }
}
