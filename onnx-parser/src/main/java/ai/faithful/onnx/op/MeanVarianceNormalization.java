package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import java.util.List;

/**
 * MeanVarianceNormalization: (x - mean) / (sqrt(var) + 1e-9).
 *
 * <p>Opset history: 9; 13 adds a type. Attributes: axes = [0, 2, 3]. The 1e-9 is that of the
 * operator's definition as a function, in float32.
 *
 * <p>Lowering: means by ReduceSum and Div, Sqrt, Reciprocal, Mul.
 */
final class MeanVarianceNormalization {
  private static final float EPSILON = 1e-9f;

  static final OnnxOperator OPERATOR =
      OnnxOperator.named("MeanVarianceNormalization")
          .since(9, 1, 1, "axes")
          .lowering(MeanVarianceNormalization::lower);

  private MeanVarianceNormalization() {}

  private static List<Value> lower(Call call) throws Refusal {
    Value x = call.realInput(0);
    long[] given =
        call.attributes().integers("axes").orElse(List.of(0L, 2L, 3L)).stream()
            .mapToLong(Long::longValue)
            .toArray();
    List<Integer> axes = Axes.of(given, x.shape().rank());
    Value centred = call.step("centred", new Op.Sub(), x, Axes.mean(call, x, axes));
    Value variance = Moments.meanSquare(call, centred, axes);
    Value deviation = Reductions.function(call, "deviation", new ScalarFunction.Sqrt(), variance);
    Value epsilon = ParametricActivations.scalar(call, EPSILON, x);
    Value divisor = call.step("divisor", new Op.Add(), deviation, epsilon);
    Value inverse = Reductions.function(call, "inverse", new ScalarFunction.Reciprocal(), divisor);
    return List.of(call.result(new Op.Mul(), centred, inverse));
  }
}
