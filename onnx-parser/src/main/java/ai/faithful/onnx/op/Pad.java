package ai.faithful.onnx.op;

import java.util.List;

/**
 * Pad, where it pads by nothing.
 *
 * <p>Opset history: 2 takes pads and value as attributes; 11 as inputs; 13 and later add element
 * types, 18 axes, 19 the mode wrap.
 *
 * <p>Attributes: mode = constant; pads and value = 0 (before 11).
 *
 * <p>Lowering: nothing. Any padding other than 0 is refused.
 */
final class Pad {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("Pad")
          .since(2, 1, 1, "mode", "pads", "value")
          .since(11, 2, 3, "mode")
          .since(18, 2, 4, "mode")
          .lowering(Pad::lower);

  private Pad() {}

  private static List<Value> lower(Call call) throws Refusal {
    long[] pads =
        call.opset() >= 11
            ? call.integerInput(1)
            : call
                .attributes()
                .integers("pads")
                .orElseThrow(() -> new Refusal("has no pads"))
                .stream()
                .mapToLong(Long::longValue)
                .toArray();
    for (long pad : pads) {
      if (pad != 0) {
        throw new Refusal("pads by " + pad, "pads of 0, or the pads attribute of Conv");
      }
    }
    return List.of(call.input(0));
  }
}
