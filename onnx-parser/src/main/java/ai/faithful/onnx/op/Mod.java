package ai.faithful.onnx.op;

import java.util.List;

/**
 * Mod: the remainder of a division.
 *
 * <p>Opset history: 10; 13 adds bfloat16. Attributes: fmod = 0 (the remainder takes the divisor's
 * sign), 1 (the dividend's).
 *
 * <p>Lowering: known integers, of known ones.
 */
final class Mod {
  static final OnnxOperator OPERATOR =
      OnnxOperator.named("Mod").since(10, 2, 2, "fmod").lowering(call -> List.of(lower(call)));

  private Mod() {}

  private static Value lower(Call call) throws Refusal {
    boolean truncated = call.attributes().flag("fmod");
    return KnownIntegers.combine(
        call,
        call.input(0),
        call.input(1),
        (a, b) ->
            truncated ? a % KnownIntegers.divisor(b) : Math.floorMod(a, KnownIntegers.divisor(b)));
  }
}
