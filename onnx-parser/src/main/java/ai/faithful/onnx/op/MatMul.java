package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import java.util.List;

/**
 * MatMul: the matrix product of NumPy's matmul.
 *
 * <p>Opset history: 1, then more element types in 9 and 13. No attributes.
 *
 * <p>Lowering: MatMul, of constants and of variables alike.
 */
final class MatMul {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("MatMul").since(1, 2, 2).lowering(MatMul::lower);

  private MatMul() {}

  private static List<Value> lower(Call call) throws Refusal {
    return List.of(call.result(new Op.MatMul(), call.realInput(0), call.realInput(1)));
  }
}
