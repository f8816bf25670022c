package ai.faithful.onnx.op;

import ai.faithful.ir.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of a model is read.
 *
 * @param input the one input that stays open, all others being bound; none: those that are not
 *     bound
 * @param outputs names of values to be the outputs, of declared outputs or any others; empty: the
 *     declared ones that are tensors of reals
 * @param bound inputs that are fixed, by name
 */
public record Selection(Optional<String> input, List<String> outputs, Map<String, Tensor> bound) {
  public Selection {
    outputs = List.copyOf(outputs);
    bound = Map.copyOf(bound);
  }

  /** All of it. */
  public static Selection everything() {
    return new Selection(Optional.empty(), List.of(), Map.of());
  }
}
