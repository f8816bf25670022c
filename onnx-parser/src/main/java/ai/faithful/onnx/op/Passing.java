package ai.faithful.onnx.op;

import java.util.List;
import java.util.Optional;

/**
 * Identity and Dropout: at inference both hand their input on.
 *
 * <p>Opset history. Identity: 1, later ones more types. Dropout: 6 has is_test (only is_test = 1 is
 * inference) and ratio, 7 and 10 only ratio, 12 takes ratio and training_mode as inputs.
 *
 * <p>Attributes: is_test = 0 (Dropout before 7), ratio = 0.5 (before 12), seed (from 12).
 *
 * <p>Lowering: nothing; the output is the input by another name. Dropout's mask is not computed: a
 * node that reads it is refused.
 */
final class Passing {
  static final OnnxOperator IDENTITY =
      OnnxOperator.named("Identity").since(1, 1, 1).lowering(call -> List.of(call.input(0)));

  static final OnnxOperator DROPOUT =
      OnnxOperator.named("Dropout")
          .since(6, 1, 1, "is_test", "ratio")
          .since(7, 1, 1, "ratio")
          .since(12, 1, 3, "seed")
          .lowering(Passing::dropout);

  private Passing() {}

  private static List<Value> dropout(Call call) throws Refusal {
    boolean training;
    if (call.opset() < 7) {
      training = !call.attributes().flag("is_test");
    } else {
      Optional<Value> mode = call.optionalInput(2);
      training = mode.isPresent() && isTrue(call.knownInput(2));
    }
    if (training) {
      throw new Refusal("drops elements at random", "inference mode");
    }
    return List.of(call.realInput(0));
  }

  private static boolean isTrue(Value.Known mode) throws Refusal {
    if (mode.tensor().size() != 1) {
      throw new Refusal("training_mode is " + mode.shape(), "one boolean");
    }
    return mode.tensor().at(0) != 0;
  }
}
