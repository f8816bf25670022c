package ai.faithful.onnx.op;

import ai.faithful.ir.Op;
import ai.faithful.ir.Shape;
import java.util.List;

/**
 * InstanceNormalization: every channel of every example is brought to mean 0 and variance 1, then
 * scaled and shifted. And GroupNormalization: the same of groups of channels.
 *
 * <p>Opset history. InstanceNormalization: 6 (drops an attribute of 1), 22 adds a type.
 * GroupNormalization: 18 scales each group, 21 each channel.
 *
 * <p>Attributes: epsilon = 1e-5; num_groups (GroupNormalization); stash_type = 1 (from 21) says how
 * a runtime rounds.
 *
 * <p>Lowering: as LayerNormalization, over the spatial axes, or over those of a Reshape to [N,
 * groups, elements].
 */
final class ChannelNormalization {
  static final OnnxOperator INSTANCE =
      OnnxOperator.named("InstanceNormalization")
          .since(6, 3, 3, "epsilon")
          .lowering(call -> List.of(instance(call)));

  static final OnnxOperator GROUP =
      OnnxOperator.named("GroupNormalization")
          .since(18, 3, 3, "epsilon", "num_groups")
          .since(21, 3, 3, "epsilon", "num_groups", "stash_type")
          .lowering(call -> List.of(group(call)));

  private ChannelNormalization() {}

  private static Value instance(Call call) throws Refusal {
    Value x = call.realInput(0);
    requireSpatial(x.shape());
    Value normalised =
        Moments.of(call, x, Axes.from(2, x.shape().rank()), epsilon(call)).normalised(call);
    return scaled(call, normalised, x.shape(), true);
  }

  private static Value group(Call call) throws Refusal {
    Value x = call.realInput(0);
    requireSpatial(x.shape());
    int channels = x.shape().dim(1);
    long groups = call.attributes().integer("num_groups", 0);
    if (groups < 1 || groups > channels || channels % groups != 0) {
      throw new Refusal("has " + groups + " groups of " + channels + " channels");
    }
    int batch = x.shape().dim(0);
    int count = batch == 0 ? 0 : x.shape().size() / batch / (int) groups;
    Shape grouped = Shape.of(batch, (int) groups, count);
    Value rows = call.step("grouped", new Op.Reshape(grouped), x);
    Value normalised = Moments.of(call, rows, List.of(2), epsilon(call)).normalised(call);
    if (call.opset() < 21) {
      return call.reshape(scaled(call, normalised, grouped, false), x.shape());
    }
    return scaled(
        call, call.step("ungrouped", new Op.Reshape(x.shape()), normalised), x.shape(), true);
  }

  private static Value scaled(Call call, Value normalised, Shape x, boolean last) throws Refusal {
    Value scaled = call.step("scaled", new Op.Mul(), normalised, Moments.perChannel(call, 1, x));
    Value shift = Moments.perChannel(call, 2, x);
    return call.part(last, "shifted", new Op.Add(), scaled, shift);
  }

  private static void requireSpatial(Shape x) throws Refusal {
    if (x.rank() < 3) {
      throw new Refusal("normalises " + x, "[N,C,...]");
    }
  }

  private static float epsilon(Call call) throws Refusal {
    return call.attributes().real("epsilon", 1e-5f);
  }
}
