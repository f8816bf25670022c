package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.List;

/**
 * MaxPool and GlobalMaxPool: the greatest element under a window.
 *
 * <p>Opset history. MaxPool: 1; 8 adds storage_order and the output Indices; 10 adds ceil_mode and
 * dilations; 11, 12 and 22 add types and defaults. GlobalMaxPool: 1, 22.
 *
 * <p>Attributes (MaxPool): kernel_shape, auto_pad = NOTSET, pads = 0, strides = 1, dilations = 1,
 * ceil_mode = 0; storage_order = 0 concerns Indices only.
 *
 * <p>Lowering: MaxPool. Indices are not computed: a node that reads them is refused, and so is a
 * window that lies in the padding as a whole.
 */
final class MaxPools {
  static final OnnxOperator MAX =
      OnnxOperator.named("MaxPool")
          .since(1, 1, 1, "auto_pad", "kernel_shape", "pads", "strides")
          .since(8, 1, 1, "auto_pad", "kernel_shape", "pads", "strides", "storage_order")
          .since(
              10,
              1,
              1,
              "auto_pad",
              "kernel_shape",
              "pads",
              "strides",
              "storage_order",
              "ceil_mode",
              "dilations")
          .lowering(call -> pool(call, Windows.ofPool(call.attributes(), shaped(call))));

  static final OnnxOperator GLOBAL_MAX =
      OnnxOperator.named("GlobalMaxPool")
          .since(1, 1, 1)
          .lowering(call -> pool(call, Windows.whole(shaped(call))));

  private MaxPools() {}

  private static Shape shaped(Call call) throws Refusal {
    return call.realInput(0).shape();
  }

  private static List<Value> pool(Call call, Windows w) throws Refusal {
    Op pool = new Op.MaxPool(w.kernel(), w.strides(), w.padsBegin(), w.padsEnd(), w.dilations());
    return List.of(call.result(pool, call.realInput(0)));
  }
}
