package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import java.util.List;

/**
 * LpPool and GlobalLpPool: the p-norm of the elements under a window, for p = 1 and 2.
 *
 * <p>Opset history. LpPool: 1; 2 makes p an integer; 11; 18 adds ceil_mode and dilations; 22.
 * GlobalLpPool: 1; 2 makes p an integer; 22.
 *
 * <p>Attributes: p = 2; of LpPool also kernel_shape, auto_pad = NOTSET, pads = 0, strides = 1,
 * dilations = 1, ceil_mode = 0.
 *
 * <p>Lowering: Abs or a square, a Conv with ones, and for p = 2 a square root. Other p are refused.
 */
final class LpPools {
  static final OnnxOperator LP =
      OnnxOperator.named("LpPool")
          .since(2, 1, 1, "auto_pad", "kernel_shape", "p", "pads", "strides")
          .since(
              18,
              1,
              1,
              "auto_pad",
              "kernel_shape",
              "p",
              "pads",
              "strides",
              "ceil_mode",
              "dilations")
          .lowering(
              call -> lower(call, Windows.ofPool(call.attributes(), call.realInput(0).shape())));

  static final OnnxOperator GLOBAL_LP =
      OnnxOperator.named("GlobalLpPool")
          .since(2, 1, 1, "p")
          .lowering(call -> lower(call, Windows.whole(call.realInput(0).shape())));

  private LpPools() {}

  private static List<Value> lower(Call call, Windows windows) throws Refusal {
    long p = call.attributes().integer("p", 2);
    Value x = call.realInput(0);
    if (p == 1) {
      Value magnitude = call.step("abs", new Op.Elementwise(new ScalarFunction.Abs()), x);
      return List.of(windows.sum(call, magnitude));
    }
    if (p != 2) {
      throw new Refusal("takes the norm of p = " + p, "1, 2");
    }
    Value square = call.step("square", new Op.Elementwise(new ScalarFunction.Power(2)), x);
    Value sum = windows.sum(call, square);
    return List.of(call.result(new Op.Elementwise(new ScalarFunction.Sqrt()), sum));
  }
}
