package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.onnx.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * LinearClassifier and LinearRegressor of ai.onnx.ml: x W + b, then a transform.
 *
 * <p>Opset history: 1, unchanged.
 *
 * <p>Attributes: coefficients, a row per class or target; intercepts; post_transform = NONE,
 * LOGISTIC or SOFTMAX (SOFTMAX_ZERO and PROBIT are refused); classlabels_ints, classlabels_strings
 * and multi_class concern the label only; targets = 1.
 *
 * <p>Lowering: MatMul, Add, and Softmax or the logistic function. A classifier's label, its first
 * output, is not computed. A binary classifier that has one row for its two classes is refused, as
 * the specification does not say what its scores are.
 */
final class LinearModels {
  static final OnnxOperator CLASSIFIER =
      OnnxOperator.named("LinearClassifier")
          .since(
              1,
              1,
              1,
              "coefficients",
              "intercepts",
              "post_transform",
              "classlabels_ints",
              "classlabels_strings",
              "multi_class")
          .lowering(LinearModels::classifier);

  static final OnnxOperator REGRESSOR =
      OnnxOperator.named("LinearRegressor")
          .since(1, 1, 1, "coefficients", "intercepts", "post_transform", "targets")
          .lowering(LinearModels::regressor);

  private LinearModels() {}

  private static List<Value> classifier(Call call) throws Refusal {
    int labels =
        call.attributes().integers("classlabels_ints").map(List::size).orElse(0)
            + call.attributes().stringCount("classlabels_strings");
    int rows = call.attributes().reals("intercepts").map(List::size).orElse(labels);
    if (rows < 2 || rows != labels) {
      throw new Refusal("has " + rows + " rows for " + labels + " classes", "a row per class");
    }
    call.withhold(0);
    Value scores = scores(call, rows);
    return List.of(scores, scores);
  }

  private static List<Value> regressor(Call call) throws Refusal {
    long targets = call.attributes().integer("targets", 1);
    if (targets < 1 || targets > 1 << 20) {
      throw new Refusal("has " + targets + " targets");
    }
    return List.of(scores(call, (int) targets));
  }

  private static Value scores(Call call, int rows) throws Refusal {
    Value x = call.realInput(0);
    List<Float> coefficients = call.attributes().reals("coefficients").orElse(List.of());
    if (x.shape().rank() != 2 || (long) rows * x.shape().dim(1) != coefficients.size()) {
      throw new Refusal(
          "has " + coefficients.size() + " coefficients for " + rows + " rows and " + x.shape());
    }
    int features = x.shape().dim(1);
    float[] w = new float[coefficients.size()];
    for (int i = 0; i < w.length; i++) {
      w[i % features * rows + i / features] = finite(coefficients.get(i));
    }
    Value.Known weights = known(call, "coefficients", Shape.of(features, rows), w, x.type());
    List<Op> transform = transform(call);
    Optional<List<Float>> intercepts = call.attributes().reals("intercepts");
    if (intercepts.isPresent() && intercepts.get().size() != rows) {
      throw new Refusal("has " + intercepts.get().size() + " intercepts for " + rows + " rows");
    }
    float[] b = new float[rows];
    for (int i = 0; i < rows; i++) {
      b[i] = intercepts.isPresent() ? finite(intercepts.get().get(i)) : 0;
    }
    Value.Known bias = known(call, "intercepts", Shape.of(rows), b, x.type());
    Value product = call.step("product", new Op.MatMul(), x, weights);
    int scores = call.outputCount() > 1 ? 1 : 0;
    return transform.isEmpty()
        ? call.result(scores, new Op.Add(), product, bias)
        : call.result(scores, transform.get(0), call.step("scores", new Op.Add(), product, bias));
  }

  private static List<Op> transform(Call call) throws Refusal {
    String name = call.attributes().string("post_transform", "NONE");
    List<Op> ops = new ArrayList<>();
    switch (name) {
      case "NONE" -> {}
      case "SOFTMAX" -> ops.add(new Op.Softmax(1));
      case "LOGISTIC" -> ops.add(new Op.Elementwise(new ScalarFunction.Sigmoid()));
      default ->
          throw new Refusal("has post_transform " + Text.clip(name), "NONE, SOFTMAX, LOGISTIC");
    }
    return ops;
  }

  private static float finite(float value) throws Refusal {
    if (!Float.isFinite(value)) {
      throw new Refusal("holds " + value);
    }
    return value;
  }

  private static Value.Known known(
      Call call, String suffix, Shape shape, float[] elements, DataType type) {
    return call.constant(suffix, Constant.exact(Tensor.ofFloats(shape, elements)), type);
  }
}
