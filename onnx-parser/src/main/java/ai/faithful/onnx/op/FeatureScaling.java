package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import java.util.List;

/**
 * Scaler and Normalizer of ai.onnx.ml: (x - offset) scale, and x over a norm of it.
 *
 * <p>Opset history: 1, unchanged.
 *
 * <p>Attributes: offset and scale, one number or one for each feature (Scaler); norm = MAX, of
 * which L1 is read (Normalizer).
 *
 * <p>Lowering: Sub and Mul; Abs, ReduceSum and Div. A Normalizer of what a softmax gives is
 * nothing: the probabilities are positive and their sum is 1.
 */
final class FeatureScaling {
  static final OnnxOperator SCALER =
      OnnxOperator.named("Scaler")
          .since(1, 1, 1, "offset", "scale")
          .lowering(FeatureScaling::scale);

  static final OnnxOperator NORMALIZER =
      OnnxOperator.named("Normalizer").since(1, 1, 1, "norm").lowering(FeatureScaling::normalise);

  private FeatureScaling() {}

  private static List<Value> scale(Call call) throws Refusal {
    Value x = call.realInput(0);
    Value.Known offset = perFeature(call, "offset", x);
    Value.Known scale = perFeature(call, "scale", x);
    Value shifted = call.step("shifted", new Op.Sub(), x, offset);
    return List.of(call.result(new Op.Mul(), shifted, scale));
  }

  private static Value.Known perFeature(Call call, String name, Value x) throws Refusal {
    List<Float> list = call.attributes().reals(name).orElse(List.of());
    Shape shape = x.shape();
    int features = shape.rank() == 0 ? 1 : shape.dim(-1);
    if (list.size() != 1 && list.size() != features) {
      throw new Refusal("has " + list.size() + " numbers of " + name + " for " + shape);
    }
    float[] elements = new float[list.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = list.get(i);
      if (!Float.isFinite(elements[i])) {
        throw new Refusal("holds " + elements[i]);
      }
    }
    Tensor tensor = Tensor.ofFloats(Shape.of(elements.length), elements);
    return call.constant(name, Constant.exact(tensor), x.type());
  }

  private static List<Value> normalise(Call call) throws Refusal {
    Value x = call.realInput(0);
    String norm = call.attributes().string("norm", "MAX");
    if (!norm.equals("L1") || x.shape().rank() != 2) {
      throw new Refusal("takes the norm " + Text.clip(norm) + " of " + x.shape(), "L1 of a matrix");
    }
    if (call.maker(x).filter(op -> op.equals(new Op.Softmax(1))).isPresent()) {
      return List.of(x);
    }
    Value magnitude = call.step("magnitude", new Op.Elementwise(new ScalarFunction.Abs()), x);
    Value sum = call.step("sum", new Op.ReduceSum(List.of(1)), magnitude);
    return List.of(call.result(new Op.Div(), x, sum));
  }
}
