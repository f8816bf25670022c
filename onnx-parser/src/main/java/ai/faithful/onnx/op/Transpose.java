package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Transpose: permutes the axes.
 *
 * <p>Opset history: 1, then more element types in 13 and 21 to 25.
 *
 * <p>Attributes: perm, by default the axes reversed.
 *
 * <p>Lowering: Transpose; of a known tensor, while reading.
 */
final class Transpose {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("Transpose").since(1, 1, 1, "perm").lowering(Transpose::lower);

  private Transpose() {}

  private static List<Value> lower(Call call) throws Refusal {
    Value x = call.input(0);
    Optional<List<Long>> perm = call.attributes().integers("perm");
    int rank = x.shape().rank();
    List<Integer> permutation = new ArrayList<>();
    if (perm.isPresent()) {
      for (long axis : perm.get()) {
        permutation.add(Call.axis(axis, rank));
      }
    } else {
      for (int i = rank - 1; i >= 0; i--) {
        permutation.add(i);
      }
    }
    return List.of(call.result(new Op.Transpose(permutation), x));
  }
}
