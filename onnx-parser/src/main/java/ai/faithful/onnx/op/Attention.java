package ai.faithful.onnx.op;

import ai.faithful.ir.Constant;
import ai.faithful.ir.Op;
import ai.faithful.ir.ScalarFunction;
import ai.faithful.ir.Shape;
import ai.faithful.ir.Tensor;
import ai.faithful.ir.ball.Ball;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Attention: softmax(scale Q K^T + mask) V, head by head, of operands [batch, heads, sequence, head
 * size] or [batch, sequence, heads x head size].
 *
 * <p>Opset history: 23; 24 adds the lengths of padded sequences.
 *
 * <p>Attributes: scale = 1 / sqrt(head size), is_causal = 0, softcap = 0 (none), q_num_heads and
 * kv_num_heads (of three axes), qk_matmul_output_mode = 0; softmax_precision is no matter of reals.
 *
 * <p>Lowering: products of matrices, the scale by Mul, a soft cap c by c tanh(z / c), the softmax
 * by {@link MaskedSoftmax}. Booleans and lengths must be known.
 */
final class Attention {
  private static final String[] ATTRIBUTES = {
    "is_causal",
    "kv_num_heads",
    "q_num_heads",
    "qk_matmul_output_mode",
    "scale",
    "softcap",
    "softmax_precision"
  };

  static final OnnxOperator OPERATOR =
      OnnxOperator.named("Attention")
          .since(23, 3, 6, ATTRIBUTES)
          .since(24, 3, 7, ATTRIBUTES)
          .lowering(Attention::lower);

  private Attention() {}

  private static List<Value> lower(Call call) throws Refusal {
    AttentionHeads heads = AttentionHeads.of(call);
    Value keys = heads.repeated(call, "keys", heads.key());
    Value turned = call.step("turned", new Op.Transpose(List.of(0, 1, 3, 2)), keys);
    Value products = call.step("products", new Op.MatMul(), heads.query(), turned);
    Value scores = call.step("scores", new Op.Mul(), products, scale(call, heads.query()));
    Value capped = capped(call, scores);
    int past = call.optionalInput(4).isPresent() ? call.input(4).shape().dim(2) : 0;
    AttentionMask mask = AttentionMask.of(call, scores.shape(), past);
    Value biased =
        mask.bias().isPresent()
            ? call.step("biased", new Op.Add(), capped, mask.bias().get())
            : capped;
    Value probabilities = new MaskedSoftmax(call, mask.kept()).of(biased);
    Value values = heads.repeated(call, "values", heads.value());
    List<Value> outputs = new ArrayList<>();
    outputs.add(joined(call, probabilities, values));
    outputs.add(heads.key());
    outputs.add(heads.value());
    long mode = call.attributes().integer("qk_matmul_output_mode", 0);
    if (mode < 0 || mode > 3) {
      throw new Refusal("has qk_matmul_output_mode = " + mode, "0 to 3");
    }
    outputs.add(
        switch ((int) mode) {
          case 0 -> scores;
          case 1 -> capped;
          case 2 -> biased;
          default -> probabilities;
        });
    if (mode == 2 && mask.kept().cardinality() < scores.shape().size()) {
      call.withhold(3); // Scores that are -infinity.
    }
    return outputs;
  }

  private static Value scale(Call call, Value query) throws Refusal {
    if (call.attributes().has("scale")) {
      float scale = call.attributes().real("scale", 1);
      if (scale <= 0) {
        throw new Refusal("has scale = " + scale, "a scale above 0");
      }
      return ParametricActivations.scalar(call, scale, query);
    }
    Ball scale = Ball.exact(1).over(Ball.exact(query.shape().dim(3)).sqrt());
    Constant constant =
        new Constant(
            Tensor.scalar(scale.mid()),
            scale.isExact() ? Optional.empty() : Optional.of(Tensor.scalar(scale.radius())));
    return call.constant("scale", constant, query.type());
  }

  private static Value capped(Call call, Value scores) throws Refusal {
    float cap = call.attributes().real("softcap", 0);
    if (cap == 0) {
      return scores;
    }
    if (cap < 0) {
      throw new Refusal("has softcap = " + cap, "a cap of 0 or more");
    }
    Value factor = ParametricActivations.scalar(call, cap, scores);
    Value share = call.step("share", new Op.Div(), scores, factor);
    Value tanh = call.step("tanh", new Op.Elementwise(new ScalarFunction.Tanh()), share);
    return call.step("capped", new Op.Mul(), tanh, factor);
  }

  /** The averages of the values, in the layout of the queries. */
  private static Value joined(Call call, Value probabilities, Value values) throws Refusal {
    Op product = new Op.MatMul();
    if (call.input(0).shape().rank() == 4) {
      return call.result(product, probabilities, values);
    }
    Value averages = call.step("averages", product, probabilities, values);
    Shape shape = averages.shape();
    Value turned = call.step("ordered", new Op.Transpose(List.of(0, 2, 1, 3)), averages);
    Shape joined = Shape.of(shape.dim(0), shape.dim(2), shape.dim(1) * shape.dim(3));
    return call.result(new Op.Reshape(joined), turned);
  }
}
