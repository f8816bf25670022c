package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Gemm: Y = alpha A' B' + beta C with A' [M, K] and B' [K, N], each the operand or its transpose,
 * and C broadcast to [M, N].
 *
 * <p>Opset history: 1 and 6 broadcast C only if {@code broadcast} is set; 7 always broadcasts one
 * way; 9, 11 and 13 add element types and make C optional (11).
 *
 * <p>Attributes: alpha = 1, beta = 1, transA = 0, transB = 0, broadcast = 0 (before 7).
 *
 * <p>Lowering: MatMul, then Mul by alpha and Add of beta C where they do anything. A known operand
 * is transposed while reading.
 */
final class Gemm {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("Gemm")
          .since(1, 3, 3, "alpha", "beta", "transA", "transB", "broadcast")
          .since(7, 3, 3, "alpha", "beta", "transA", "transB")
          .since(11, 2, 3, "alpha", "beta", "transA", "transB")
          .lowering(Gemm::lower);

  private Gemm() {}

  private static List<Value> lower(Call call) throws Refusal {
    Attributes attributes = call.attributes();
    Value a = transposed(call, call.realInput(0), attributes.flag("transA"), "a");
    Value b = transposed(call, call.realInput(1), attributes.flag("transB"), "b");
    if (a.shape().rank() != 2 || b.shape().rank() != 2) {
      throw new Refusal("multiplies " + a.shape() + " by " + b.shape(), "two matrices");
    }
    float alpha = attributes.real("alpha", 1);
    float beta = attributes.real("beta", 1);
    Optional<Value> c = beta == 0 ? Optional.empty() : call.optionalInput(2);
    boolean scaled = alpha != 1;
    if (!scaled && c.isEmpty()) {
      return List.of(call.result(new Op.MatMul(), a, b));
    }
    Value y = call.step("matmul", new Op.MatMul(), a, b);
    if (scaled) {
      Value factor = scalar(call, alpha, y);
      if (c.isEmpty()) {
        return List.of(call.result(new Op.Mul(), y, factor));
      }
      y = call.step("scaled", new Op.Mul(), y, factor);
    }
    Value bias = c.orElseThrow();
    requireBroadcast(call, bias, y.shape());
    if (beta != 1) {
      bias = call.step("bias", new Op.Mul(), bias, scalar(call, beta, y));
    }
    return List.of(call.result(new Op.Add(), y, bias));
  }

  private static void requireBroadcast(Call call, Value c, Shape y) throws Refusal {
    boolean equalOnly = call.opset() < 7 && !call.attributes().flag("broadcast");
    boolean fits;
    try {
      fits = equalOnly ? c.shape().equals(y) : Shape.broadcast(c.shape(), y).equals(y);
    } catch (IllegalArgumentException e) {
      fits = false;
    }
    if (!fits) {
      throw new Refusal("adds C of shape " + c.shape() + " to " + y);
    }
  }

  private static Value transposed(Call call, Value x, boolean transpose, String name)
      throws Refusal {
    if (!transpose) {
      return x;
    }
    if (x.shape().rank() != 2) {
      throw new Refusal("transposes " + x.shape(), "a matrix");
    }
    return call.step(name + "_transposed", new Op.Transpose(List.of(1, 0)), x);
  }

  private static Value scalar(Call call, float value, Value like) {
    return call.known(Tensor.ofFloats(Shape.SCALAR, value), like.type());
  }
}
