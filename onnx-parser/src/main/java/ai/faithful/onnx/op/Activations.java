package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import java.util.List;

/**
 * Relu: max(x, 0).
 *
 * <p>Opset history: 6 drops an attribute of 1; 13 and 14 add element types. No attributes.
 *
 * <p>Lowering: Relu.
 */
final class Activations {
  static final OnnxOperator RELU =
      OnnxOperator.named("Relu")
          .since(6, 1, 1)
          .lowering(call -> List.of(call.result(new Op.Relu(), call.realInput(0))));

  private Activations() {}
}
