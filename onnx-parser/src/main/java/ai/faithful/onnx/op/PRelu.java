package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/**
 * PRelu: x for x at least 0, else slope x.
 *
 * <p>Opset history: 6 takes one slope, or one per channel (axis 1); 7 broadcasts the slopes to x
 * one way; 9 and 16 add element types. No attributes.
 *
 * <p>Lowering: LeakyRelu where all slopes are one known number, else r + slope (x - r) with r =
 * Relu(x).
 */
final class PRelu {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("PRelu").since(6, 2, 2).lowering(PRelu::lower);

  private PRelu() {}

  private static List<Value> lower(Call call) throws Refusal {
    Value x = call.realInput(0);
    Value slope = call.realInput(1);
    if (call.opset() < 7) {
      slope = perChannel(call, slope, x.shape());
    }
    if (!Arithmetic.broadcastsTo(slope.shape(), x.shape())) {
      throw new Refusal("has slopes of shape " + slope.shape() + " for " + x.shape());
    }
    OptionalDouble uniform = Uniform.of(slope);
    if (uniform.isPresent()) {
      Op leaky = new Op.Elementwise(new ScalarFunction.LeakyRelu(uniform.getAsDouble()));
      return List.of(call.result(leaky, x));
    }
    Value positive = call.step("positive", new Op.Relu(), x);
    Value negative = call.step("negative", new Op.Sub(), x, positive);
    Value sloped = call.step("sloped", new Op.Mul(), negative, slope);
    return List.of(call.result(new Op.Add(), positive, sloped));
  }

  private static Value perChannel(Call call, Value slope, Shape x) throws Refusal {
    if (slope.shape().size() == 1) {
      return call.step("slope", new Op.Reshape(Shape.SCALAR), slope);
    }
    if (x.rank() < 2 || !slope.shape().equals(Shape.of(x.dim(1)))) {
      return slope;
    }
    List<Integer> dims = new ArrayList<>(Collections.nCopies(x.rank() - 1, 1));
    dims.set(0, x.dim(1));
    return call.step("slope", new Op.Reshape(new Shape(dims)), slope);
  }
}
